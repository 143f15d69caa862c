#pragma once
#include "../tensor_ops.h"
