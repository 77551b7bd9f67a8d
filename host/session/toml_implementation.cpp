// The one source with the code of toml++ in it: the library that Debian builds of it throws, and where a browser is to
// run this nothing can be thrown.
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
