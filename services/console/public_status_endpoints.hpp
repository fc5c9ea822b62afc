#pragma once

#include "app/component_board.hpp"
#include "app/incident_desk.hpp"
#include "http/handler.hpp"
#include "ports/clock.hpp"

namespace souk::console {

http::Handler get_status_page(app::ComponentBoard& board, app::IncidentDesk& desk, ports::Clock& clock);  // HTML
http::Handler get_status_json(app::ComponentBoard& board, app::IncidentDesk& desk, ports::Clock& clock);

}  // namespace souk::console
