/* One chunk of rows through a part of the order. This text stands twice in what is compiled, once for
   every processor of its kind and once for those with wider registers: the loops are the same, and so
   are their results, because the order of every sum is laid down. */

#define LANES 16
#define EACH_ROW _Pragma("clang loop vectorize(assume_safety)") for (int32_t r = 0; r < padded; r++)

/* sum += Σ of an expression in r, in a fixed order: sixteen sums side by side. */
#define ADD_SUM(sum, expression) do { \
    double lanes[LANES] = {0.0}; \
    int32_t r0 = 0; \
    for (; r0 + LANES <= n; r0 += LANES) \
        for (int32_t lane = 0; lane < LANES; lane++) { \
            const int32_t r = r0 + lane; \
            lanes[lane] += (expression); \
        } \
    _Pragma("clang loop vectorize(assume_safety) interleave(disable)") \
    for (int32_t r = r0; r < n; r++) lanes[r - r0] += (expression); \
    (sum) += sum_of_lanes(lanes); \
} while (0)

/* What a wire adds to its source, row by row. Nobody sets gradients to 0 before: what comes first
   is added to a line of zeros. */
#define ADD_ROWS(source, local) do { \
    const int32_t own_place = t->gradient_place[source]; \
    double *own = own_place == t->gradient_place[slot] ? NULL : line_of(t, t->gradients, chunk, own_place); \
    if (own) { \
        const double *before = has[own_place] ? own : ZEROS; \
        has[own_place] = 1; \
        EACH_ROW own[r] = before[r] + up[r] * (local); \
    } \
} while (0)

/* Both at once, for two operands of which one is static: each number of a row is read once. */
#define ADD_ROWS_AND_SUM(source, local, sum, expression) do { \
    const int32_t own_place = t->gradient_place[source]; \
    if (own_place == t->gradient_place[slot]) { \
        ADD_SUM(sum, expression); \
        break; \
    } \
    double *own = line_of(t, t->gradients, chunk, own_place), lanes[LANES] = {0.0}; \
    const double *before = has[own_place] ? own : ZEROS; \
    has[own_place] = 1; \
    int32_t r0 = 0; \
    for (; r0 + LANES <= n; r0 += LANES) \
        _Pragma("clang loop vectorize(assume_safety)") \
        for (int32_t lane = 0; lane < LANES; lane++) { \
            const int32_t r = r0 + lane; \
            own[r] = before[r] + up[r] * (local); \
            lanes[lane] += (expression); \
        } \
    _Pragma("clang loop vectorize(assume_safety) interleave(disable)") \
    for (int32_t r = r0; r < n; r++) { \
        own[r] = before[r] + up[r] * (local); \
        lanes[r - r0] += (expression); \
    } \
    (sum) += sum_of_lanes(lanes); \
} while (0)

/* The same for any source: where it is static, over all rows. */
#define CONTRIBUTE(source, local) do { \
    if (t->place[source] == STATIC) ADD_SUM(g[source], up[r] * (local)); \
    else ADD_ROWS(source, local); \
} while (0)

/* A line of an operand's numbers; of a static one, the same number all along. */
static const double *FOR_CPU(line)(const Rows *t, int32_t chunk, int32_t padded, int32_t slot,
                                   double *filled) {
    if (t->place[slot] != STATIC) return rows_of(t, t->values, chunk, slot);
    const double number = t->tape->values[slot];
    EACH_ROW filled[r] = number;
    return filled;
}

#define ROWS_FORWARD_1(name) case OP_##name: { \
    const double *restrict a = rows_of(t, t->values, chunk, first); \
    EACH_ROW y[r] = name##_y(a[r]); \
} break;

#define ROWS_FORWARD_2(name) case OP_##name: { \
    if (t->place[first] == STATIC) { \
        const double a = v[first], *restrict b = rows_of(t, t->values, chunk, second); \
        EACH_ROW y[r] = name##_y(a, b[r]); \
    } else if (t->place[second] == STATIC) { \
        const double *restrict a = rows_of(t, t->values, chunk, first), b = v[second]; \
        EACH_ROW y[r] = name##_y(a[r], b); \
    } else { \
        const double *restrict a = rows_of(t, t->values, chunk, first); \
        const double *restrict b = rows_of(t, t->values, chunk, second); \
        EACH_ROW y[r] = name##_y(a[r], b[r]); \
    } \
} break;

#define ROWS_FORWARD_3(name) case OP_##name: { \
    double filled[3][WIDTH]; \
    const double *restrict a = FOR_CPU(line)(t, chunk, padded, many[0], filled[0]); \
    const double *restrict b = FOR_CPU(line)(t, chunk, padded, many[1], filled[1]); \
    const double *restrict c = FOR_CPU(line)(t, chunk, padded, many[2], filled[2]); \
    EACH_ROW y[r] = name##_y(a[r], b[r], c[r]); \
} break;

#define ROWS_FORWARD_ANY(name) case OP_##name: { \
    double filled[WIDTH]; \
    const double *restrict a = FOR_CPU(line)(t, chunk, padded, many[0], filled); \
    EACH_ROW y[r] = a[r]; \
    for (int32_t k = 1; k < second; k++) { \
        const double *restrict b = FOR_CPU(line)(t, chunk, padded, many[k], filled); \
        EACH_ROW y[r] = name##_y(y[r], b[r]); \
    } \
} break;

#define ROWS_FORWARD_CLOSING(name) case OP_##name: if (closing) { \
    const double *restrict a = rows_of(t, t->values, chunk, first); \
    double sum = 0.0; \
    ADD_SUM(sum, a[r]); \
    add_to(&v[slot], &t->lost[slot], sum); \
} break;

/* A chain's terms, ready for one chunk: weight × along, or by × along where both vary. */
typedef struct {
    const double *along[LONGEST_CHAIN], *by[LONGEST_CHAIN];
    double weight[LONGEST_CHAIN];
} FOR_CPU(Terms);

static int32_t FOR_CPU(terms)(const Rows *t, int32_t chunk, int32_t slot, FOR_CPU(Terms) *terms) {
    const Tape *tape = t->tape;
    for (int32_t k = t->chain[slot] - 1; k >= 0; k--) {
        const int32_t product = t->term[slot], a = tape->first[product], b = tape->second[product];
        const int32_t varies = t->place[b] != STATIC ? b : a, other = varies == b ? a : b;
        const int is_static = t->place[other] == STATIC;
        terms->along[k] = rows_of(t, t->values, chunk, varies);
        terms->by[k] = is_static ? NULL : rows_of(t, t->values, chunk, other);
        terms->weight[k] = is_static ? tape->values[other] : 0.0;
        slot = tape->first[slot] == product ? tape->second[slot] : tape->first[slot];
    }
    return slot;
}

static void FOR_CPU(rows_chain)(const Rows *t, int32_t chunk, int32_t padded, int32_t slot,
                                double *restrict y) {
    FOR_CPU(Terms) terms;
    const int32_t length = t->chain[slot], base = FOR_CPU(terms)(t, chunk, slot, &terms);
    const double *start = rows_of(t, t->values, chunk, base);
    for (int32_t r = 0; r < padded; r += LANES) {
        Four sum[LANES / 4];
        for (int32_t i = 0; i < LANES / 4; i++)
            sum[i] = start ? four_at(start + r)[i] : four_times(t->tape->values[base]);
        for (int32_t k = 0; k < length; k++) {
            const Four *along = four_at(terms.along[k] + r), weight = four_times(terms.weight[k]);
            const Four *by = terms.by[k] ? four_at(terms.by[k] + r) : NULL;
            for (int32_t i = 0; i < LANES / 4; i++) sum[i] += along[i] * (by ? by[i] : weight);
        }
        for (int32_t i = 0; i < LANES / 4; i++) ((Four *)(y + r))[i] = sum[i];
    }
}

static void FOR_CPU(rows_forward)(const Rows *t, int32_t from, int32_t to, int32_t chunk,
                                  int closing) {
    const Tape *tape = t->tape;
    const int32_t n = width_of(t, chunk), padded = padded_to_lanes(n);
    double *v = tape->values;
    for (int32_t i = from; i < to; i++) {
        const int32_t slot = t->order[i], first = tape->first[slot], second = tape->second[slot];
        const int32_t *many = tape->spill + first;
        double *restrict y = rows_of(t, t->values, chunk, slot);
        if (!t->keeps && t->chain[slot]) {
            if (t->chain[slot] != IN_CHAIN) FOR_CPU(rows_chain)(t, chunk, padded, slot, y);
            continue;
        }
        switch (tape->op[slot]) {
            OPS(ROWS_FORWARD_1, ROWS_FORWARD_2, ROWS_FORWARD_3, ROWS_FORWARD_ANY,
                ROWS_FORWARD_CLOSING)
            default: return;
        }
    }
}

#define ROWS_BACKWARD_1(name) case OP_##name: { \
    const double *restrict a = rows_of(t, t->values, chunk, first); \
    ADD_ROWS(first, name##_d0(y[r], a[r])); \
} break;

#define ROWS_BACKWARD_2(name) case OP_##name: { \
    if (t->place[first] == STATIC) { \
        const double a = v[first], *restrict b = rows_of(t, t->values, chunk, second); \
        ADD_ROWS_AND_SUM(second, name##_d1(y[r], a, b[r]), \
                         g[first], up[r] * name##_d0(y[r], a, b[r])); \
    } else if (t->place[second] == STATIC) { \
        const double *restrict a = rows_of(t, t->values, chunk, first), b = v[second]; \
        ADD_ROWS_AND_SUM(first, name##_d0(y[r], a[r], b), \
                         g[second], up[r] * name##_d1(y[r], a[r], b)); \
    } else { \
        const double *restrict a = rows_of(t, t->values, chunk, first); \
        const double *restrict b = rows_of(t, t->values, chunk, second); \
        ADD_ROWS(first, name##_d0(y[r], a[r], b[r])); \
        ADD_ROWS(second, name##_d1(y[r], a[r], b[r])); \
    } \
} break;

#define ROWS_BACKWARD_3(name) case OP_##name: { \
    double filled[3][WIDTH]; \
    const double *restrict a = FOR_CPU(line)(t, chunk, padded, many[0], filled[0]); \
    const double *restrict b = FOR_CPU(line)(t, chunk, padded, many[1], filled[1]); \
    const double *restrict c = FOR_CPU(line)(t, chunk, padded, many[2], filled[2]); \
    CONTRIBUTE(many[0], name##_d0(y[r], a[r], b[r], c[r])); \
    CONTRIBUTE(many[1], name##_d1(y[r], a[r], b[r], c[r])); \
    CONTRIBUTE(many[2], name##_d2(y[r], a[r], b[r], c[r])); \
} break;

/* As on one row, by way of so_far and behind; one operand after another, each along all rows. */
#define ROWS_BACKWARD_ANY(name) case OP_##name: { \
    double filled[WIDTH], behind[WIDTH], *so_far = t->scratch; \
    const double *restrict a = FOR_CPU(line)(t, chunk, padded, many[0], filled); \
    EACH_ROW so_far[r] = a[r]; \
    for (int32_t k = 1; k < second; k++) { \
        const double *restrict b = FOR_CPU(line)(t, chunk, padded, many[k], filled); \
        const double *earlier = so_far + (size_t)(k - 1) * WIDTH; \
        double *after = so_far + (size_t)k * WIDTH; \
        EACH_ROW after[r] = name##_y(earlier[r], b[r]); \
    } \
    EACH_ROW behind[r] = 1.0; \
    for (int32_t k = second - 1; k > 0; k--) { \
        const double *restrict b = FOR_CPU(line)(t, chunk, padded, many[k], filled); \
        const double *earlier = so_far + (size_t)(k - 1) * WIDTH; \
        const double *after = so_far + (size_t)k * WIDTH; \
        CONTRIBUTE(many[k], name##_d1(after[r], earlier[r], b[r]) * behind[r]); \
        EACH_ROW behind[r] = name##_d0(after[r], earlier[r], b[r]) * behind[r]; \
    } \
    CONTRIBUTE(many[0], behind[r]); \
} break;

#define ROWS_BACKWARD_CLOSING(name) case OP_##name: { \
    const double local = name##_rows_d0(v[slot], count); \
    double up[WIDTH]; \
    EACH_ROW up[r] = g[slot]; \
    ADD_ROWS(first, local); \
} break;

static void FOR_CPU(rows_backward)(const Rows *t, int32_t from, int32_t to, int32_t chunk) {
    const Tape *tape = t->tape;
    const int32_t n = width_of(t, chunk), padded = padded_to_lanes(n);
    const double *v = tape->values, count = t->count;
    double *g = tape->gradients;
    uint8_t *has = has_gradient(t, chunk);
    for (int32_t i = to - 1; i >= from; i--) {
        const int32_t slot = t->order[i], first = tape->first[slot], second = tape->second[slot];
        if (!t->reached[slot]) continue;
        const int32_t *many = tape->spill + first;
        const double *restrict y = rows_of(t, t->values, chunk, slot);
        const double *restrict up = line_of(t, t->gradients, chunk, t->gradient_place[slot]);
        switch (tape->op[slot]) {
            OPS(ROWS_BACKWARD_1, ROWS_BACKWARD_2, ROWS_BACKWARD_3, ROWS_BACKWARD_ANY,
                ROWS_BACKWARD_CLOSING)
            default: return;
        }
    }
}
