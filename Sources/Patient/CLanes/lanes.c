// All of it is in the header; a target wants a source file.
#include "CLanes.h"
