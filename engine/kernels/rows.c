/* The two passes over the rows of a data set; the order of a tape and its ops stand above.

   A node is static (one number, in the tape's own arrays by slot) or varying (one number a row). Rows
   go through in chunks, so that what one op writes is still in the cache when the next one reads it.
   A chunk of one varying node is WIDTH numbers in a line, the last chunk is shorter.

   A node that closes over rows (`sum`, `mean`) is static, but has its value only after the last chunk.
   Therefore the order is cut into phases: phase p holds what waits for p such nodes one after another.
   In a phase the static nodes come first, then the varying ones together with those that close. */

#define WIDTH 128
enum { STATIC = -1, IN_CHAIN = -1, LONGEST_CHAIN = 64 };

typedef struct {
    Tape *tape;           /* sorted */
    int32_t count;        /* how many rows there are */
    int32_t inputs;       /* how many leaves are bound to a column */
    int32_t varying;      /* how many nodes vary, these leaves among them */
    int32_t phases;
    int32_t keeps;        /* whether every chunk has a place of its own, or all use the same */
    int32_t target;       /* for which `reached` holds, or -1 */
    const int32_t *bound; /* the slots of those leaves */
    const double *const *columns; /* theirs, one number a row */
    int32_t *place;       /* by slot: STATIC, or the node's place among those that vary */
    int32_t *phase;       /* by slot */
    int32_t *order;       /* the slots of the op nodes */
    int32_t *starts;      /* where in the order each part begins: the static ones of phase 0, … */
    int32_t *gradient_place; /* by slot: whose line of gradients is the node's too */
    int32_t *uses;        /* by slot: how many wires leave it */
    int32_t *chain;       /* by slot: how many products are added up there, see below */
    int32_t *term;        /* by slot of a chain's sums: the product that is added */
    uint8_t *reached;     /* by slot */
    uint8_t *begun;       /* by chunk and place */
    double *lost;         /* by slot: what rounding has taken from the sum of a node that closes */
    double *scratch;      /* WIDTH numbers for each operand of the longest op */
    double *values, *gradients; /* by chunk, place and row */
} Rows;

static const double ZEROS[WIDTH];

/* Four numbers that are computed with at once; two times two where registers are narrow. */
typedef double Four __attribute__((vector_size(32), aligned(8), may_alias));
#define four_at(numbers) ((const Four *)(numbers))
#define four_times(number) ((Four){(number), (number), (number), (number)})

static double *line_of(const Rows *t, double *numbers, int32_t chunk, int32_t place) {
    const size_t before = t->keeps ? (size_t)chunk * (size_t)t->varying : 0;
    return place == STATIC ? NULL : numbers + (before + (size_t)place) * WIDTH;
}

static double *rows_of(const Rows *t, double *numbers, int32_t chunk, int32_t slot) {
    return line_of(t, numbers, chunk, t->place[slot]);
}

/* By place: whether a line of gradients has been begun. */
static uint8_t *has_gradient(const Rows *t, int32_t chunk) {
    return t->begun + (t->keeps ? (size_t)chunk * (size_t)t->varying : 0);
}

/* Loops go on to a whole number of lanes; what they write behind the last row nobody reads. */
static int32_t padded_to_lanes(int32_t n) { return (n + 15) & ~15; }

static double sum_of_lanes(const double *lanes) {
    double sums[8];
    for (int32_t i = 0; i < 8; i++) sums[i] = lanes[i] + lanes[i + 8];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

static int32_t chunks_of(const Rows *t) { return (t->count + WIDTH - 1) / WIDTH; }

static int32_t width_of(const Rows *t, int32_t chunk) {
    const int32_t left = t->count - chunk * WIDTH;
    return left < WIDTH ? left : WIDTH;
}

static int closes_rows(const Rows *t, int32_t slot) {
    return CLOSES[t->tape->op[slot]] && t->place[t->tape->first[slot]] != STATIC;
}

/* Finds what varies and in which phase each node is. */
static void find_phases(Rows *t) {
    const Tape *tape = t->tape;
    for (int32_t slot = 0; slot < tape->size; slot++) {
        t->place[slot] = STATIC;
        t->phase[slot] = 0;
    }
    for (int32_t i = 0; i < t->inputs; i++) t->place[t->bound[i]] = i;
    t->varying = t->inputs;
    t->phases = 1;
    for (int32_t i = 0; i < tape->count; i++) {
        const int32_t slot = tape->ordered_slot[i], operands = operand_count(tape, slot);
        int32_t phase = 0, varies = 0;
        for (int32_t k = 0; k < operands; k++) {
            const int32_t source = operand(tape, slot, k);
            const int32_t waits = tape->op[source] > OP_LEAF && closes_rows(t, source);
            if (t->phase[source] + waits > phase) phase = t->phase[source] + waits;
            varies |= t->place[source] != STATIC;
        }
        t->phase[slot] = phase;
        if (phase >= t->phases) t->phases = phase + 1;
        if (varies && !CLOSES[tape->op[slot]]) t->place[slot] = t->varying++;
    }
}

static int32_t part_of(const Rows *t, int32_t slot) {
    return 2 * t->phase[slot] + (t->place[slot] != STATIC || closes_rows(t, slot));
}

static void count_uses(Rows *t) {
    const Tape *tape = t->tape;
    memset(t->uses, 0, (size_t)tape->size * sizeof *t->uses);
    for (int32_t i = 0; i < tape->count; i++) {
        const int32_t slot = tape->ordered_slot[i], operands = operand_count(tape, slot);
        for (int32_t k = 0; k < operands; k++) t->uses[operand(tape, slot, k)]++;
    }
}

/* Whether a sum is the only one that a node goes into, so that nobody else reads it. */
static int goes_into(const Rows *t, int32_t slot, int32_t sum, int32_t op) {
    return t->tape->op[slot] == op && t->place[slot] != STATIC && t->uses[slot] == 1
           && t->phase[slot] == t->phase[sum];
}

/* Finds chains b + u v + w x + …: a base and the products that are added to it one after another.
   The products and the sums on the way, of which no partial derivative reads the value, are
   computed in registers where the chain ends; that is most of what a network does. */
static void find_chains(Rows *t) {
    const Tape *tape = t->tape;
    count_uses(t);
    memset(t->chain, 0, (size_t)tape->size * sizeof *t->chain);
    for (int32_t i = 0; i < tape->count; i++) {
        const int32_t slot = tape->ordered_slot[i];
        if (tape->op[slot] != OP_add || t->place[slot] == STATIC) continue;
        const int32_t first = tape->first[slot], second = tape->second[slot];
        const int takes_second = goes_into(t, second, slot, OP_mul);
        if (!takes_second && !goes_into(t, first, slot, OP_mul)) continue;
        const int32_t product = takes_second ? second : first, before = takes_second ? first : second;
        int32_t length = 1;
        if (goes_into(t, before, slot, OP_add) && t->chain[before] > 0
            && t->chain[before] < LONGEST_CHAIN) {
            length += t->chain[before];
            t->chain[before] = IN_CHAIN;
        }
        t->chain[product] = IN_CHAIN;
        t->chain[slot] = length;
        t->term[slot] = product;
    }
}

/* Puts the op nodes in order: by phase, static before varying, and within these as on the tape.
   `starts` has room for one more than twice the slots, `values` and `gradients` are not touched. */
PUBLIC void chainrule_rows_sort(Rows *t) {
    const Tape *tape = t->tape;
    find_phases(t);
    const int32_t parts = 2 * t->phases;
    memset(t->starts, 0, ((size_t)parts + 1) * sizeof *t->starts);
    for (int32_t i = 0; i < tape->count; i++) t->starts[part_of(t, tape->ordered_slot[i]) + 1]++;
    for (int32_t part = 0; part < parts; part++) t->starts[part + 1] += t->starts[part];
    for (int32_t i = 0; i < tape->count; i++) {
        const int32_t slot = tape->ordered_slot[i];
        t->order[t->starts[part_of(t, slot)]++] = slot;
    }
    for (int32_t part = parts; part > 0; part--) t->starts[part] = t->starts[part - 1];
    t->starts[0] = 0;
    t->target = -1;
    find_chains(t);
}

/* A node that feeds one port alone, whose local derivative is 1, has the gradient of what it feeds:
   both have the same line. Not the target, which the target does not feed. */
static void share_lines(Rows *t, int32_t target) {
    const Tape *tape = t->tape;
    memcpy(t->gradient_place, t->place, (size_t)tape->size * sizeof *t->place);
    for (int32_t i = tape->count - 1; i >= 0; i--) {
        const int32_t slot = tape->ordered_slot[i], operands = operand_count(tape, slot);
        if (t->place[slot] == STATIC) continue;
        for (int32_t k = 0; k < operands; k++) {
            const int32_t source = operand(tape, slot, k);
            const int passes_on = k < 8 ? PASSES_ON[tape->op[slot]] >> k & 1
                                        : PASSES_ON[tape->op[slot]] == 255;
            if (passes_on && t->uses[source] == 1 && source != target && t->place[source] != STATIC)
                t->gradient_place[source] = t->gradient_place[slot];
        }
    }
}

static void reach_rows(Rows *t, int32_t target) {
    const Tape *tape = t->tape;
    share_lines(t, target);
    memset(t->reached, 0, (size_t)tape->size);
    t->reached[target] = 1;
    for (int32_t i = tape->count - 1; i >= 0; i--) {
        const int32_t slot = tape->ordered_slot[i];
        if (!t->reached[slot]) continue;
        const int32_t operands = operand_count(tape, slot);
        for (int32_t k = 0; k < operands; k++) t->reached[operand(tape, slot, k)] = 1;
    }
    t->target = target;
}

/* The static nodes of a part, one number each. */

#define STATIC_FORWARD_1(name) case OP_##name: v[slot] = name##_y(v[first]); break;
#define STATIC_FORWARD_2(name) case OP_##name: v[slot] = name##_y(v[first], v[second]); break;
#define STATIC_FORWARD_3(name) case OP_##name: \
    v[slot] = name##_y(v[many[0]], v[many[1]], v[many[2]]); break;
#define STATIC_FORWARD_ANY(name) case OP_##name: { \
    double y = v[many[0]]; \
    for (int32_t k = 1; k < second; k++) y = name##_y(y, v[many[k]]); \
    v[slot] = y; \
} break;

static void static_forward(const Rows *t, int32_t from, int32_t to) {
    const Tape *tape = t->tape;
    double *v = tape->values;
    for (int32_t i = from; i < to; i++) {
        const int32_t slot = t->order[i], first = tape->first[slot], second = tape->second[slot];
        const int32_t *many = tape->spill + first;
        switch (tape->op[slot]) {
            OPS(STATIC_FORWARD_1, STATIC_FORWARD_2, STATIC_FORWARD_3, STATIC_FORWARD_ANY,
                STATIC_FORWARD_1)
            default: return;
        }
    }
}

#define STATIC_BACKWARD_1(name) case OP_##name: g[first] += up * name##_d0(y, v[first]); break;
#define STATIC_BACKWARD_2(name) case OP_##name: { \
    const double a = v[first], b = v[second]; \
    g[first] += up * name##_d0(y, a, b); \
    g[second] += up * name##_d1(y, a, b); \
} break;
#define STATIC_BACKWARD_3(name) case OP_##name: { \
    const double a = v[many[0]], b = v[many[1]], c = v[many[2]]; \
    g[many[0]] += up * name##_d0(y, a, b, c); \
    g[many[1]] += up * name##_d1(y, a, b, c); \
    g[many[2]] += up * name##_d2(y, a, b, c); \
} break;
#define STATIC_BACKWARD_ANY(name) case OP_##name: { \
    const int32_t last = second - 1; \
    double *so_far = tape->scratch, *local = tape->scratch + second, behind = 1.0; \
    so_far[0] = v[many[0]]; \
    for (int32_t k = 1; k <= last; k++) so_far[k] = name##_y(so_far[k - 1], v[many[k]]); \
    for (int32_t k = last; k > 0; k--) { \
        local[k] = name##_d1(so_far[k], so_far[k - 1], v[many[k]]) * behind; \
        behind = name##_d0(so_far[k], so_far[k - 1], v[many[k]]) * behind; \
    } \
    local[0] = behind; \
    for (int32_t k = 0; k <= last; k++) g[many[k]] += up * local[k]; \
} break;

static void static_backward(const Rows *t, int32_t from, int32_t to) {
    const Tape *tape = t->tape;
    const double *v = tape->values;
    double *g = tape->gradients;
    for (int32_t i = to - 1; i >= from; i--) {
        const int32_t slot = t->order[i], first = tape->first[slot], second = tape->second[slot];
        if (!t->reached[slot]) continue;
        const int32_t *many = tape->spill + first;
        const double up = g[slot], y = v[slot];
        switch (tape->op[slot]) {
            OPS(STATIC_BACKWARD_1, STATIC_BACKWARD_2, STATIC_BACKWARD_3, STATIC_BACKWARD_ANY,
                STATIC_BACKWARD_1)
            default: return;
        }
    }
}

/* The sum of a line of numbers that may be too long for a plain one: what rounding takes away is kept
   and given back (Neumaier 1974). */
static void add_to(double *sum, double *lost, double more) {
    const double before = *sum, after = before + more;
    *lost += fabs(before) >= fabs(more) ? (before - after) + more : (more - after) + before;
    *sum = after;
}

#define FINISH(name) case OP_##name: \
    v[slot] = name##_rows(isfinite(t->lost[slot]) ? v[slot] + t->lost[slot] : v[slot], count); break;
#define NOTHING(name)

static void start_sums(const Rows *t, int32_t from, int32_t to) {
    for (int32_t i = from; i < to; i++)
        if (CLOSES[t->tape->op[t->order[i]]]) t->tape->values[t->order[i]] = t->lost[t->order[i]] = 0.0;
}

static void finish_sums(const Rows *t, int32_t from, int32_t to) {
    double *v = t->tape->values;
    const double count = t->count;
    for (int32_t i = from; i < to; i++) {
        const int32_t slot = t->order[i];
        switch (t->tape->op[slot]) {
            OPS(NOTHING, NOTHING, NOTHING, NOTHING, FINISH)
            default: break;
        }
    }
}
