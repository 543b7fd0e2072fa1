// The firmware's division, for the tests of FixedPoint.
#include "CDivision.h"
