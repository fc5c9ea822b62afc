#include "domain/catalogue_words.hpp"

#include <array>

namespace souk::domain::words {
namespace {

using Words = std::string_view;

constexpr std::array<Words, 6> kReports{"Reports", "Charts", "Dashboards", "Insights", "Exports", "Scorecards"};
constexpr std::array<Words, 5> kTime{"Timesheets", "Time Tracker", "Worklogs", "Timers", "Billing Hours"};
constexpr std::array<Words, 5> kPlanning{"Roadmaps", "Gantt Plans", "Portfolio", "Capacity Planner", "Milestones"};
constexpr std::array<Words, 5> kAutomation{"Automation", "Workflow Rules", "Triggers", "Macros", "Scheduler"};
constexpr std::array<Words, 5> kTesting{"Test Cases", "Test Runs", "QA Board", "Coverage", "Bug Capture"};
constexpr std::array<Words, 5> kDiagrams{"Diagrams", "Whiteboards", "Mind Maps", "Flowcharts", "Wireframes"};
constexpr std::array<Words, 5> kDocuments{"Page Templates", "Tables", "PDF Export", "Document Control", "Glossary"};
constexpr std::array<Words, 5> kSupport{"Service Desk", "SLA Timer", "Canned Replies", "Customer Portal", "Queues"};
constexpr std::array<Words, 5> kCode{"Code Review", "Merge Checks", "Commit Graph", "Branch Rules", "Code Search"};
constexpr std::array<Words, 5> kDelivery{"Release Notes", "Deployments", "Pipelines", "Build Monitor", "Change Log"};
constexpr std::array<Words, 5> kSecurity{"Single Sign-On", "Audit Trail", "Secrets Scan", "Two-Factor", "Permissions"};
constexpr std::array<Words, 5> kAdmin{"User Sync", "Project Cloner", "Bulk Editor", "Config Backup", "Cleaner"};
constexpr std::array<Words, 5> kAgile{"Planning Poker", "Retrospectives", "Story Maps", "Sprint Board", "Standups"};
constexpr std::array<Words, 5> kMessages{"Chat Bridge", "Mail Gateway", "Notifications", "Announcements", "Digest"};
constexpr std::array<Words, 5> kForms{"Forms", "Checklists", "Surveys", "Approvals", "Intake"};
constexpr std::array<Words, 5> kFields{"Custom Fields", "Cascading Lists", "Calculated Fields", "Labels", "Links"};
constexpr std::array<Words, 5> kAssets{"Asset Register", "Inventory", "Licences Board", "Device Map", "Contracts"};
constexpr std::array<Words, 5> kPeople{"Team Calendar", "Leave Planner", "Skills Matrix", "Org Chart", "Onboarding"};
constexpr std::array<Words, 5> kFinance{"Budgets", "Invoices", "Cost Tracker", "Quotes", "Expenses"};
constexpr std::array<Words, 5> kLooks{"Themes", "Icons", "Macros Gallery", "Tabs", "Custom Footer"};

constexpr std::array<Category, 20> kCategories{{
    {"Reports", kReports, "see what is going on without asking around"},
    {"Time tracking", kTime, "log time where the work happens"},
    {"Project planning", kPlanning, "keep dates, people and scope in one picture"},
    {"Workflow automation", kAutomation, "hand routine steps to rules"},
    {"Testing and quality", kTesting, "plan, run and trace tests"},
    {"Diagrams", kDiagrams, "draw an idea beside the page that explains it"},
    {"Documents", kDocuments, "keep pages tidy, reviewed and printable"},
    {"Customer support", kSupport, "answer customers on time"},
    {"Code review", kCode, "find the risky part of a change early"},
    {"Continuous delivery", kDelivery, "know which change is where"},
    {"Security", kSecurity, "show who could do what, and who did"},
    {"Administration", kAdmin, "keep a growing site in order"},
    {"Agile teams", kAgile, "plan a sprint and learn from the last one"},
    {"Messaging", kMessages, "bring news to where people read them"},
    {"Forms and approvals", kForms, "collect the right answers the first time"},
    {"Fields and links", kFields, "model your data the way you speak about it"},
    {"Asset management", kAssets, "know what you own and who has it"},
    {"People and teams", kPeople, "see who is there and who is overbooked"},
    {"Budgets and billing", kFinance, "compare what was planned with what was spent"},
    {"Look and feel", kLooks, "make the site recognisably yours"},
}};

constexpr std::array<Words, 48> kAppPrefixes{
    "Advanced", "Agile",  "Amber", "Atlas",   "Beacon",     "Better",   "Bright", "Clear",    "Cobalt", "Compact",
    "Copper",   "Deep",   "Easy",  "Elastic", "Ember",      "Enhanced", "Fast",   "Flexible", "Focus",  "Friendly",
    "Handy",    "Harbor", "Helio", "Inline",  "Instant",    "Light",    "Linked", "Live",     "Lucid",  "Magnet",
    "Mosaic",   "Nimble", "North", "Open",    "Orbit",      "Pixel",    "Power",  "Prime",    "Quick",  "Quiet",
    "Shared",   "Simple", "Smart", "Solid",   "Structured", "Swift",    "Tidy",   "Visual"};
constexpr std::array<Words, 10> kAppSuffixes{"", "", "", "", "Pro", "Plus", "Lite", "for Teams", "Suite", "Hub"};

constexpr std::array<Words, 48> kVendorFirst{
    "Alder",   "Apex",    "Arrow",  "Birch", "Blue",   "Brook",  "Cedar",   "Circle", "Cloud",   "Comet",
    "Coral",   "Crane",   "Delta",  "Echo",  "Falcon", "Fern",   "Field",   "Flint",  "Forge",   "Gamma",
    "Garnet",  "Granite", "Green",  "Grove", "Hazel",  "Heron",  "Indigo",  "Iron",   "Juniper", "Lake",
    "Lantern", "Lark",    "Linden", "Lotus", "Maple",  "Meadow", "Nova",    "Oak",    "Otter",   "Pebble",
    "Pine",    "Quartz",  "Raven",  "River", "Sable",  "Summit", "Tangent", "Willow"};
constexpr std::array<Words, 40> kVendorSecond{"anchor", "bay",   "bit",   "bridge", "byte",  "cast", "craft", "dale",
                                              "desk",   "dot",   "field", "flow",   "frame", "gate", "grid",  "hub",
                                              "key",    "leaf",  "line",  "link",   "logic", "mark", "mill",  "mind",
                                              "path",   "peak",  "point", "port",   "quest", "root", "scale", "shift",
                                              "spark",  "stack", "stone", "tide",   "track", "ware", "wave",  "works"};
constexpr std::array<Words, 9> kVendorForms{"",     "Labs",      "Software", "GmbH",   "Apps",
                                            "Inc.", "Solutions", "Studio",   "Systems"};

constexpr std::array<Words, 8> kAudiences{"busy teams",      "growing companies", "project managers", "support desks",
                                          "developer teams", "site admins",       "product owners",   "everybody"};

constexpr std::array<Words, 16> kFeatures{"Set it up in minutes, without a consultant.",
                                          "Works with your permissions: nobody sees more than they should.",
                                          "Every change is kept in a history that you can search.",
                                          "Filters, groups and saved views are shared with the team.",
                                          "Export to spreadsheets, PDF and plain text.",
                                          "Includes templates for the most common situations.",
                                          "A REST interface lets your own scripts take part.",
                                          "Built for large sites and tested with a million issues.",
                                          "Looks and behaves like the product that you already know.",
                                          "Keyboard shortcuts for people who are in a hurry.",
                                          "Your data stays on your site.",
                                          "Choose the columns, colours and units that you need.",
                                          "Recurring jobs run on a schedule that you set.",
                                          "Reminders go to the right person, once.",
                                          "Import from the most used formats.",
                                          "Free support by the people who wrote it."};

constexpr std::array<Words, 16> kChanges{"Fixed a slow query on large projects.",
                                         "New filter by team.",
                                         "Exports keep the order of columns.",
                                         "Support for the latest product release.",
                                         "Fixed a layout problem in narrow windows.",
                                         "Translations for French, German and Japanese.",
                                         "Bulk changes can be undone.",
                                         "Improved accessibility with screen readers.",
                                         "Settings moved to one page.",
                                         "Fixed time zones in reminders.",
                                         "Faster start after an upgrade.",
                                         "Permissions are checked earlier.",
                                         "New template gallery.",
                                         "Fixed a rare error while saving.",
                                         "The REST interface returns totals.",
                                         "Smaller download."};

}  // namespace

std::span<const Category> categories() { return kCategories; }
std::span<const std::string_view> app_prefixes() { return kAppPrefixes; }
std::span<const std::string_view> app_suffixes() { return kAppSuffixes; }
std::span<const std::string_view> vendor_first() { return kVendorFirst; }
std::span<const std::string_view> vendor_second() { return kVendorSecond; }
std::span<const std::string_view> vendor_forms() { return kVendorForms; }
std::span<const std::string_view> audiences() { return kAudiences; }
std::span<const std::string_view> features() { return kFeatures; }
std::span<const std::string_view> changes() { return kChanges; }

}  // namespace souk::domain::words
