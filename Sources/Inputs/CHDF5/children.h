// The processes that this one has started and has to reap.
#ifndef CHDF5_CHILDREN_H
#define CHDF5_CHILDREN_H

#include <sys/types.h>

void chdf5_add_child(pid_t process);

// Kills and reaps it, unless that was done already.
void chdf5_end_child(pid_t process);

#endif
