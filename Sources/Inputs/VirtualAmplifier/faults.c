// The faults to inject, from a text file, and the ledger of what was lost through them.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    fault_kind_t kind;
    bool needs_argument;
} kinds[] = {
    {"overrun", FAULT_OVERRUN, false}, {"disconnect", FAULT_DISCONNECT, true},
    {"kill", FAULT_KILL, true},        {"break", FAULT_BREAK, true},
    {"stall", FAULT_STALL, true},      {"freeze", FAULT_FREEZE, false},
    {"jump", FAULT_JUMP, true},        {"zeros", FAULT_ZEROS, true},
    {"drift", FAULT_DRIFT, true},
};

// "FRAME KIND [NUMBER [NUMBER]]"; false where it is anything else.
static bool parse(const char *line, fault_t *fault) {
    char name[16] = "";
    long long frame = -1;
    fault->argument = 0;
    fault->second = 0;
    int count = sscanf(line, "%lld %15s %lf %lf", &frame, name, &fault->argument, &fault->second);
    double least = strcmp(name, "drift") == 0 ? -1e5 : 0;
    // Written so that what is no number is refused too.
    if (count < 2 || frame < 0 || !(fault->argument >= least && fault->argument <= 1e9) ||
        !(fault->second >= 0 && fault->second <= 768000))
        return false;
    fault->frame = frame;
    for (size_t index = 0; index < sizeof kinds / sizeof *kinds; index++) {
        if (strcmp(name, kinds[index].name) != 0) continue;
        fault->kind = kinds[index].kind;
        return count > 2 || !kinds[index].needs_argument;
    }
    return false;
}

int faults_read(const char *path, fault_t **faults, size_t *count) {
    FILE *file = fopen(path, "re");
    if (!file) {
        SNDERR("%s: cannot be read", path);
        return -EINVAL;
    }
    char line[256];
    size_t number = 0, capacity = 0;
    int64_t latest = 0;
    int result = 0;
    while (result == 0 && fgets(line, sizeof line, file)) {
        number++;
        if (line[strspn(line, " \t\r\n")] == '\0' || line[0] == '#') continue;
        if (*count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            fault_t *larger = realloc(*faults, capacity * sizeof **faults);
            if (!larger) {
                result = -ENOMEM;
                break;
            }
            *faults = larger;
        }
        fault_t *fault = &(*faults)[*count];
        if (!parse(line, fault) || fault->frame < latest) {
            SNDERR("%s:%zu: expected FRAME KIND [NUMBER], in the order of frames", path, number);
            result = -EINVAL;
        }
        latest = fault->frame;
        ++*count;
    }
    if (ferror(file)) {
        SNDERR("%s: cannot be read", path);
        result = -EINVAL;
    }
    fclose(file);
    return result;
}

void ledger_write(const amplifier_t *amplifier, const char *what, int64_t from, int64_t to) {
    if (!amplifier->ledger) return;
    FILE *file = fopen(amplifier->ledger, "ae");
    if (!file) return;
    fprintf(file, "%s\t%lld\t%lld\n", what, (long long)from, (long long)to);
    fclose(file);
}
#endif
