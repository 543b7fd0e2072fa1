#include "CCommit.h"

// Git appends a line to its log of HEAD at each commit, checkout and reset: "old new who when what".
// The compiler reads the file, and so compiles this anew whenever it has changed, which a value from
// the package's manifest would not: the manifest is evaluated once and remembered. Only the digits
// reach the program, since all else is gone once the constant has been evaluated.
#pragma clang diagnostic ignored "-Wc23-extensions"

namespace {

constexpr int digitCount = 40;

struct Commit {
    char text[digitCount + 1] = {};
};

constexpr Commit latest() {
    Commit commit;
#if __has_embed(QUENCH_HEAD_LOG) == __STDC_EMBED_FOUND__
    constexpr char log[] = {
#embed QUENCH_HEAD_LOG
    };
    int end = sizeof log;
    while (end > 0 && log[end - 1] == '\n') end--;
    int start = end;
    while (start > 0 && log[start - 1] != '\n') start--;
    if (end - start <= 2 * digitCount + 1) return commit;
    for (int digit = 0; digit < digitCount; digit++) {
        commit.text[digit] = log[start + digitCount + 1 + digit];
    }
#endif
    return commit;
}

constexpr Commit builtFrom = latest();

}  // namespace

const char *ccommit_built_from(void) { return builtFrom.text; }
