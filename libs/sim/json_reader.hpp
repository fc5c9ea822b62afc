// Takes a JSON object apart field by field, strictly: what is missing, unknown or of the wrong kind is an error that
// names the path ("transactions.offer.cpu.quantiles_us[3]"). The first error sticks, as in a stream, so that a reader
// of many fields is straight code.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "sim/model.hpp"

namespace souk::sim {

class JsonReader {
 public:
  // `value` and `outcome` outlive the reader. `path` is empty for the outermost object.
  JsonReader(const boost::json::value& value, std::string path, Result<void>& outcome);

  JsonReader object(const std::string& name);
  // One for each member of an array of objects; none after an error.
  std::vector<JsonReader> objects(const std::string& name);
  // Microseconds, in the field `name` + "_us", rounded to nanoseconds.
  void read(const std::string& name, Nanos& into);
  // An object with the array "quantiles_us".
  void read(const std::string& name, ServiceTime& into);
  void read(const std::string& name, bool& into);
  void read(const std::string& name, std::string& into);
  void read(const std::string& name, unsigned& into);
  void read(const std::string& name, double& into);
  // To be called when everything known was read.
  void expect_no_more();
  void complain(const std::string& name, const std::string& what);

 private:
  const boost::json::value* take(const std::string& name);  // null after an error
  void read_us(const boost::json::value& value, const std::string& name, Nanos& into);

  const boost::json::object* object_;  // null after an error
  std::string path_;
  Result<void>& outcome_;
  std::vector<std::string> known_;
};

}  // namespace souk::sim
