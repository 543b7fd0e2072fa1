#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// The commit that was checked out when this was compiled, 40 hexadecimal digits; empty where that
/// was no git repository, such as an unpacked archive.
const char *_Nonnull ccommit_built_from(void);

#ifdef __cplusplus
}
#endif
