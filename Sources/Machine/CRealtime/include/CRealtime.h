// What Swift cannot import or call properly. No logic: one system call or builtin each.
#ifndef CREALTIME_H
#define CREALTIME_H

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

// CLOCK_MONOTONIC in nanoseconds.
int64_t crealtime_monotonic_nanoseconds(void);

// CLOCK_BOOTTIME less CLOCK_MONOTONIC: how long the machine has been suspended, in nanoseconds.
int64_t crealtime_suspended_nanoseconds(void);

// Processor time that the calling thread has used, in nanoseconds.
int64_t crealtime_thread_nanoseconds(void);

// Puts the calling thread under ordinary scheduling; 0, or an errno value.
int crealtime_ask_other(void);

// Sleeps until CLOCK_MONOTONIC reaches `deadline`; 0, or an errno value such as EINTR.
int crealtime_sleep_until(int64_t deadline_nanoseconds);

// Waits while *word == expected, until woken or CLOCK_MONOTONIC reaches `deadline`; 0, or an errno
// value: EAGAIN when the word differs, ETIMEDOUT, EINTR. The word is private to the process. INT64_MAX
// waits without a timer.
int crealtime_futex_wait(uint32_t *word, uint32_t expected, int64_t deadline_nanoseconds);

// Wakes at most one thread that waits on the word. It never waits itself, and is the one system call
// that a real-time section may make.
void crealtime_futex_wake_one(uint32_t *word);

// Reads a byte of each cache line, so that all of them are in the processor's caches.
void crealtime_touch(const void *memory, size_t bytes);

// Begins and ends a real-time section of the calling thread: in a program that is linked with
// RealtimeSanitizer's runtime an allocation, a lock or a system call in between ends the process.
// Without the runtime they do nothing.
void crealtime_section_enter(void);
void crealtime_section_leave(void);

// Whether the program is linked with RealtimeSanitizer's runtime.
int crealtime_sections_are_checked(void);

// Names a thread; 15 bytes at most. 0, or an errno value.
int crealtime_thread_set_name(pthread_t thread, const char *name);

// Has a thread to come be an ordinary one (SCHED_OTHER) on the processors of the program's first thread,
// whatever the one has that starts it; 0, or an errno value.
int crealtime_make_ordinary(pthread_attr_t *attributes);

// Asks for SCHED_FIFO at `priority` for the calling thread; 0, or an errno value.
int crealtime_ask_fifo(int priority);

// The calling thread's SCHED_FIFO priority; 0 under any other policy.
int crealtime_fifo_priority(void);

// The soft limit on real-time priorities, RLIMIT_RTPRIO.
int crealtime_priority_limit(void);

// Confines the calling thread to one processor; 0, or an errno value.
int crealtime_confine_to(int processor);

// Whether the calling thread may run on a processor.
int crealtime_may_run_on(int processor);

// The calling thread's timer slack in nanoseconds, set and read; a negative errno value on failure.
int crealtime_set_timer_slack(int nanoseconds);
int crealtime_timer_slack(void);

// Locks all memory of the process that there is and that will be, or unlocks it; 0, or an errno value.
int crealtime_lock_memory(void);
int crealtime_unlock_memory(void);

// Touches so many bytes of the calling thread's stack below the current frame.
void crealtime_touch_stack(size_t bytes);

// Opens /dev/cpu_dma_latency and asks there for processors that wake up within `microseconds`, for as
// long as the descriptor stays open. The descriptor, or a negative errno value.
int crealtime_hold_wake_up_latency(int microseconds);
void crealtime_close(int descriptor);

// Whether the process ignores a signal.
int crealtime_is_ignored(int signal);

// Asks for the calling process's end when its parent ends. 0, or an errno value.
int crealtime_end_with_parent(void);

// Whether the processor and the kernel offer x86-64-v3 (AVX2, BMI1, BMI2, FMA, F16C, LZCNT, MOVBE).
// 1 on other architectures, whose baseline needs no such check.
int crealtime_cpu_has_x86_64_v3(void);

#endif
