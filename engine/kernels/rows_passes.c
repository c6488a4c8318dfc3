/* Both passes over all rows, by the chunks above. */

#if defined(__x86_64__)
#include <cpuid.h>

/* Whether the processor has registers for four numbers, and the system keeps them. */
static int asks_for_wide_registers(void) {
    unsigned a, b, c, d, kept, unused;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX)) return 0;
    __asm__("xgetbv" : "=a"(kept), "=d"(unused) : "c"(0));
    return (kept & 6) == 6 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}

/* Asked once: on a virtual machine each question takes as long as some thousand numbers. Threads that
   ask at the same time get the same answer. */
static int has_wide_registers(void) {
    static int known = -1;
    if (known < 0) known = asks_for_wide_registers();
    return known;
}

static void rows_forward(const Rows *t, int wide, int32_t from, int32_t to, int32_t chunk,
                         int closing) {
    if (wide) rows_forward_wide(t, from, to, chunk, closing);
    else rows_forward_plain(t, from, to, chunk, closing);
}

static void rows_backward(const Rows *t, int wide, int32_t from, int32_t to, int32_t chunk) {
    if (wide) rows_backward_wide(t, from, to, chunk);
    else rows_backward_plain(t, from, to, chunk);
}
#else
static int has_wide_registers(void) { return 0; }

static void rows_forward(const Rows *t, int wide, int32_t from, int32_t to, int32_t chunk,
                         int closing) {
    (void)wide;
    rows_forward_plain(t, from, to, chunk, closing);
}

static void rows_backward(const Rows *t, int wide, int32_t from, int32_t to, int32_t chunk) {
    (void)wide;
    rows_backward_plain(t, from, to, chunk);
}
#endif

static void load_columns(const Rows *t, int32_t chunk) {
    const size_t bytes = (size_t)width_of(t, chunk) * sizeof(double);
    for (int32_t i = 0; i < t->inputs; i++)
        memcpy(rows_of(t, t->values, chunk, t->bound[i]), t->columns[i] + chunk * WIDTH, bytes);
}

/* Computes every value. Without `keeps`, only the last chunk's are there afterwards. */
PUBLIC void chainrule_rows_forward(const Rows *t) {
    const int wide = has_wide_registers();
    const int32_t chunks = chunks_of(t);
    for (int32_t phase = 0; phase < t->phases; phase++) {
        const int32_t *part = t->starts + 2 * phase;
        static_forward(t, part[0], part[1]);
        start_sums(t, part[1], part[2]);
        for (int32_t chunk = 0; chunk < chunks; chunk++) {
            if (phase == 0 || !t->keeps) load_columns(t, chunk);
            rows_forward(t, wide, part[1], part[2], chunk, 1);
        }
        finish_sums(t, part[1], part[2]);
    }
}

static void start_gradients(const Rows *t, int32_t chunk) {
    uint8_t *has = has_gradient(t, chunk);
    memset(has, 0, (size_t)t->varying);
    if (t->place[t->target] == STATIC) return;
    const int32_t place = t->gradient_place[t->target];
    double *target = line_of(t, t->gradients, chunk, place);
    for (int32_t r = 0; r < WIDTH; r++) target[r] = 1.0;
    has[place] = 1;
}

static void zero_unless_begun(const Rows *t, int32_t chunk, int32_t slot) {
    const int32_t place = t->gradient_place[slot];
    if (place == STATIC || place != t->place[slot] || has_gradient(t, chunk)[place]) return;
    memset(line_of(t, t->gradients, chunk, place), 0, WIDTH * sizeof(double));
}

/* What the target does not depend on has gradients too: 0. */
static void finish_gradients(const Rows *t, int32_t chunk) {
    for (int32_t i = 0; i < t->inputs; i++) zero_unless_begun(t, chunk, t->bound[i]);
    for (int32_t i = 0; i < t->tape->count; i++) zero_unless_begun(t, chunk, t->order[i]);
}

/* Adds up every gradient, after a forward pass. Without `keeps`, which is for graphs of which one
   phase alone varies, each chunk's values are computed again, the last chunk's excepted. */
PUBLIC void chainrule_rows_backward(Rows *t, int32_t target) {
    const int wide = has_wide_registers();
    const int32_t last = chunks_of(t) - 1;
    double *g = t->tape->gradients;
    if (target != t->target) reach_rows(t, target);
    memset(g, 0, (size_t)t->tape->size * sizeof *g);
    if (t->place[target] == STATIC) g[target] = 1.0;
    for (int32_t chunk = last; t->keeps && chunk >= 0; chunk--) start_gradients(t, chunk);
    for (int32_t phase = t->phases - 1; phase >= 0; phase--) {
        const int32_t *part = t->starts + 2 * phase;
        for (int32_t chunk = last; part[1] < part[2] && chunk >= 0; chunk--) {
            if (!t->keeps && chunk < last) {
                load_columns(t, chunk);
                rows_forward(t, wide, part[1], part[2], chunk, 0);
            }
            if (!t->keeps) start_gradients(t, chunk);
            rows_backward(t, wide, part[1], part[2], chunk);
        }
        static_backward(t, part[0], part[1]);
    }
    for (int32_t chunk = last; t->keeps && chunk >= 0; chunk--) finish_gradients(t, chunk);
}
