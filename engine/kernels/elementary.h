/* The functions of engine/elementary.py on doubles, with the same IEEE conventions.

   What has an operator or a ?: in C is not here: see engine/kernels/c_notation.py. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline

INLINE double fn_pow(double x, double y) { return pow(x, y); }
INLINE double fn_exp(double x) { return exp(x); }
INLINE double fn_log(double x) { return log(x); }
INLINE double fn_sqrt(double x) { return sqrt(x); }
INLINE double fn_square(double x) { return x * x; }
INLINE double fn_abs(double x) { return fabs(x); }
INLINE double fn_sin(double x) { return sin(x); }
INLINE double fn_cos(double x) { return cos(x); }
INLINE double fn_tan(double x) { return tan(x); }
INLINE double fn_tanh(double x) { return tanh(x); }

INLINE double fn_sign(double x) { return x > 0.0 || x < 0.0 ? copysign(1.0, x) : x * 0.0; }

INLINE double fn_sigmoid(double x) {
    const double small = exp(-fabs(x));
    return (x >= 0.0 ? 1.0 : small) / (1.0 + small);
}

INLINE double fn_softplus(double x) {
    return x == x ? (x > 0.0 ? x : 0.0) + log1p(exp(-fabs(x))) : NAN;
}

INLINE double fn_normal_cdf(double x) { return 0.5 * erfc(-x * 0.70710678118654757); }

INLINE double fn_normal_density(double x) { return exp(-0.5 * x * x) / 2.5066282746310002; }

INLINE double fn_max(double x, double y) { return x >= y ? x : y > x ? y : NAN; }
INLINE double fn_min(double x, double y) { return x <= y ? x : y < x ? y : NAN; }

/* One row: a number is its own sum. */
INLINE double fn_over_rows(double x) { return x; }
INLINE double fn_row_count(double x) { return 1.0; }
