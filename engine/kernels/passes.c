/* The order of a tape and the two passes over it; the ops stand in the generated text above.

   A tape is a structure of arrays. By slot it has what an edit changes: an op and its operands. An
   op with more than two of them keeps them in `spill`: `first` is where they begin, `second` how
   many they are. In topological order it has copies of them, so that a pass reads straight on. */

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

typedef struct {
    int32_t size;        /* how many slots there are */
    int32_t count;       /* how many op nodes are in order */
    int32_t loop;        /* a slot on a loop, or -1 */
    int32_t target;      /* for which `reached` holds, or -1 */
    const uint8_t *op;   /* by slot */
    const int32_t *first, *second, *spill;
    int32_t *level;      /* by slot: 1 for a leaf, 0 for what cannot be computed */
    uint8_t *computed;   /* by slot: whether it has a number */
    uint8_t *reached;    /* by slot: whether the target depends on it */
    double *values, *gradients; /* by slot */
    double *scratch;     /* twice as many numbers as the longest op has operands */
    uint8_t *ordered_op; /* the op nodes in order */
    uint8_t *ordered_reached;
    int32_t *ordered_slot;
    int32_t *ordered_first, *ordered_second; /* longer than there are slots by AHEAD */
} Tape;

#define SPILLS(arity) ((arity) == ANY_NUMBER || (arity) > 2)

enum { UNSEEN = -1, ON_THE_WAY = -2 };

static int32_t operand_count(const Tape *t, int32_t slot) {
    const int8_t arity = ARITY[t->op[slot]];
    return arity == ANY_NUMBER ? t->second[slot] : arity;
}

static int32_t operand(const Tape *t, int32_t slot, int32_t number) {
    if (SPILLS(ARITY[t->op[slot]])) return t->spill[t->first[slot] + number];
    return number == 0 ? t->first[slot] : t->second[slot];
}

/* One above the highest operand; 0 where one cannot be computed, a port has no wire, or the way from
   an operand leads back here. */
static int32_t level_of(const Tape *t, int32_t slot) {
    const int32_t operands = operand_count(t, slot);
    int32_t highest = 0;
    for (int32_t i = 0; i < operands; i++) {
        const int32_t source = operand(t, slot, i);
        if (source < 0 || t->level[source] <= 0) return 0;
        if (t->level[source] > highest) highest = t->level[source];
    }
    return highest ? highest + 1 : 0;
}

/* Finds the levels of a node and of all above it that have none, on a stack of its own: a chain may
   be as long as the graph. */
static void climb(Tape *t, int32_t start) {
    int32_t *way = t->ordered_first, *looked_at = t->ordered_second;
    int32_t depth = 0;
    way[0] = start;
    looked_at[0] = 0;
    t->level[start] = ON_THE_WAY;
    while (depth >= 0) {
        const int32_t slot = way[depth];
        const int32_t operands = operand_count(t, slot);
        int32_t i = looked_at[depth], above = -1;
        for (; i < operands && above < 0; i++) {
            const int32_t source = operand(t, slot, i);
            if (source < 0) continue;
            if (t->level[source] == ON_THE_WAY) t->loop = source;
            if (t->level[source] == UNSEEN) above = source;
        }
        looked_at[depth] = i;
        if (above < 0) {
            t->level[slot] = level_of(t, slot);
            depth--;
        } else {
            depth++;
            way[depth] = above;
            looked_at[depth] = 0;
            t->level[above] = ON_THE_WAY;
        }
    }
}

static void find_levels(Tape *t) {
    t->loop = -1;
    for (int32_t slot = 0; slot < t->size; slot++)
        t->level[slot] = t->op[slot] == OP_FREE ? 0 : t->op[slot] == OP_LEAF ? 1 : UNSEEN;
    for (int32_t slot = 0; slot < t->size; slot++)
        if (t->level[slot] == UNSEEN) climb(t, slot);
}

/* Counting sort of the op nodes that can be computed, by op; returns how many they are. */
static int32_t sort_by_op(const Tape *t, int32_t *sorted) {
    int32_t starts[OP_COUNT + 1] = {0};
    for (int32_t slot = 0; slot < t->size; slot++)
        if (t->level[slot] > 1) starts[t->op[slot] + 1]++;
    for (int32_t op = 0; op < OP_COUNT; op++) starts[op + 1] += starts[op];
    const int32_t count = starts[OP_COUNT];
    for (int32_t slot = 0; slot < t->size; slot++)
        if (t->level[slot] > 1) sorted[starts[t->op[slot]]++] = slot;
    return count;
}

/* Counting sort by level of what is sorted already, which stays so within a level. */
static void sort_by_level(const Tape *t, const int32_t *before, int32_t count, int32_t *starts,
                          int32_t *sorted) {
    memset(starts, 0, ((size_t)t->size + 2) * sizeof *starts);
    for (int32_t i = 0; i < count; i++) starts[t->level[before[i]] + 1]++;
    for (int32_t level = 1; level <= t->size; level++) starts[level + 1] += starts[level];
    for (int32_t i = 0; i < count; i++) sorted[starts[t->level[before[i]]]++] = before[i];
}

/* Puts the op nodes that can be computed in order: by level, within a level by op, within these by
   slot. */
PUBLIC void chainrule_sort(Tape *t) {
    find_levels(t);
    const int32_t count = sort_by_op(t, t->ordered_first);
    sort_by_level(t, t->ordered_first, count, t->ordered_second, t->ordered_slot);
    for (int32_t i = 0; i < count; i++) {
        const int32_t slot = t->ordered_slot[i];
        t->ordered_op[i] = t->op[slot];
        t->ordered_first[i] = t->first[slot];
        t->ordered_second[i] = t->second[slot];
    }
    t->count = count;
    t->target = -1;
    for (int32_t slot = 0; slot < t->size; slot++) t->computed[slot] = t->level[slot] > 0;
}

/* One case does a whole run of nodes of one op: between two nodes of a run there is nothing to
   choose, and the branch is foreseen. */
#define RUN(name) case OP_##name: do
#define END_OF_RUN(name, step, more) while (step, (more) && ops[i] == OP_##name); break;

/* What a node some way ahead needs is asked for now: in a large graph its operands lie anywhere, and
   memory answers late. The ordered arrays are longer by as much as this looks ahead. */
#define AHEAD 48
#define SOON(numbers, at) __builtin_prefetch((numbers) + (at))

#define FORWARD_1(name) RUN(name) { \
        SOON(v, firsts[i + AHEAD]); \
        v[slots[i]] = name##_y(v[firsts[i]]); \
    } END_OF_RUN(name, i++, i < count)

#define FORWARD_2(name) RUN(name) { \
        SOON(v, firsts[i + AHEAD]); \
        SOON(v, seconds[i + AHEAD]); \
        v[slots[i]] = name##_y(v[firsts[i]], v[seconds[i]]); \
    } END_OF_RUN(name, i++, i < count)

#define FORWARD_3(name) RUN(name) { \
        const int32_t *operands = t->spill + firsts[i]; \
        v[slots[i]] = name##_y(v[operands[0]], v[operands[1]], v[operands[2]]); \
    } END_OF_RUN(name, i++, i < count)

#define FORWARD_ANY(name) RUN(name) { \
        const int32_t *operands = t->spill + firsts[i]; \
        double y = v[operands[0]]; \
        for (int32_t k = 1; k < seconds[i]; k++) y = name##_y(y, v[operands[k]]); \
        v[slots[i]] = y; \
    } END_OF_RUN(name, i++, i < count)

/* Computes the value of every op node in order. */
PUBLIC void chainrule_forward(const Tape *t) {
    double *restrict v = t->values;
    const uint8_t *restrict ops = t->ordered_op;
    const int32_t *restrict slots = t->ordered_slot;
    const int32_t *restrict firsts = t->ordered_first, *restrict seconds = t->ordered_second;
    const int32_t count = t->count;
    int32_t i = 0;
    while (i < count) switch (ops[i]) {
        OPS(FORWARD_1, FORWARD_2, FORWARD_3, FORWARD_ANY, FORWARD_1)
        default: return;
    }
}

/* Marks what the target depends on: once for each target, not in every pass. */
static void reach(Tape *t, int32_t target) {
    memset(t->reached, 0, (size_t)t->size);
    t->reached[target] = 1;
    for (int32_t i = t->count - 1; i >= 0; i--) {
        const int32_t slot = t->ordered_slot[i];
        t->ordered_reached[i] = t->reached[slot];
        if (!t->reached[slot]) continue;
        const int32_t operands = operand_count(t, slot);
        for (int32_t k = 0; k < operands; k++) t->reached[operand(t, slot, k)] = 1;
    }
    t->target = target;
}

#define BACKWARD_1(name) RUN(name) { \
        if (i >= AHEAD) { \
            SOON(g, firsts[i - AHEAD]); \
            if (name##_READS) SOON(v, firsts[i - AHEAD]); \
        } \
        const int32_t slot = slots[i], first = firsts[i]; \
        if (reached[i]) g[first] += g[slot] * name##_d0(v[slot], v[first]); \
    } END_OF_RUN(name, i--, i >= 0)

#define BACKWARD_2(name) RUN(name) { \
        if (i >= AHEAD) { \
            SOON(g, firsts[i - AHEAD]); \
            SOON(g, seconds[i - AHEAD]); \
            if (name##_READS) { \
                SOON(v, firsts[i - AHEAD]); \
                SOON(v, seconds[i - AHEAD]); \
            } \
        } \
        const int32_t slot = slots[i], first = firsts[i], second = seconds[i]; \
        if (reached[i]) { \
            const double upstream = g[slot], y = v[slot], a = v[first], b = v[second]; \
            g[first] += upstream * name##_d0(y, a, b); \
            g[second] += upstream * name##_d1(y, a, b); \
        } \
    } END_OF_RUN(name, i--, i >= 0)

#define BACKWARD_3(name) RUN(name) { \
        const int32_t *operands = t->spill + firsts[i]; \
        if (reached[i]) { \
            const double upstream = g[slots[i]], y = v[slots[i]]; \
            const double a = v[operands[0]], b = v[operands[1]], c = v[operands[2]]; \
            g[operands[0]] += upstream * name##_d0(y, a, b, c); \
            g[operands[1]] += upstream * name##_d1(y, a, b, c); \
            g[operands[2]] += upstream * name##_d2(y, a, b, c); \
        } \
    } END_OF_RUN(name, i--, i >= 0)

/* An op with any number of operands is y = f(…f(f(x1, x2), x3)…, xn), and the chain rule holds
   inside it too. */
#define BACKWARD_ANY(name) RUN(name) { \
        const int32_t slot = slots[i], last = seconds[i] - 1; \
        const int32_t *operands = t->spill + firsts[i]; \
        double *so_far = t->scratch, *local = t->scratch + last + 1, behind = 1.0; \
        if (reached[i]) { \
            so_far[0] = v[operands[0]]; \
            for (int32_t k = 1; k <= last; k++) \
                so_far[k] = name##_y(so_far[k - 1], v[operands[k]]); \
            for (int32_t k = last; k > 0; k--) { \
                const double y = so_far[k], a = so_far[k - 1], b = v[operands[k]]; \
                local[k] = name##_d1(y, a, b) * behind; \
                behind = name##_d0(y, a, b) * behind; \
            } \
            local[0] = behind; \
            for (int32_t k = 0; k <= last; k++) g[operands[k]] += g[slot] * local[k]; \
        } \
    } END_OF_RUN(name, i--, i >= 0)

/* Adds up the gradient of every node. What the target does not depend on passes nothing on, so that
   an infinite slope there cannot turn a 0 into nan. */
PUBLIC void chainrule_backward(Tape *t, int32_t target) {
    const double *restrict v = t->values;
    double *restrict g = t->gradients;
    if (target != t->target) reach(t, target);
    const uint8_t *restrict ops = t->ordered_op;
    const int32_t *restrict slots = t->ordered_slot;
    const int32_t *restrict firsts = t->ordered_first, *restrict seconds = t->ordered_second;
    const uint8_t *restrict reached = t->ordered_reached;
    memset(g, 0, (size_t)t->size * sizeof *g);
    g[target] = 1.0;
    int32_t i = t->count - 1;
    while (i >= 0) switch (ops[i]) {
        OPS(BACKWARD_1, BACKWARD_2, BACKWARD_3, BACKWARD_ANY, BACKWARD_1)
        default: return;
    }
}
