#include "children.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

struct child {
    pid_t process;
    struct child *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct child *first;

static void end(pid_t process) {
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
}

// A program may exit with files open.
static void end_all(void) {
    pthread_mutex_lock(&mutex);
    for (struct child *child = first; child; child = child->next) end(child->process);
    first = NULL;
    pthread_mutex_unlock(&mutex);
}

void chdf5_add_child(pid_t process) {
    static int is_registered;
    struct child *child = malloc(sizeof *child);
    // Without memory it ends by itself, when its socket is closed.
    if (!child) return;
    *child = (struct child){process, NULL};
    pthread_mutex_lock(&mutex);
    if (!is_registered) is_registered = atexit(end_all) == 0;
    child->next = first;
    first = child;
    pthread_mutex_unlock(&mutex);
}

void chdf5_end_child(pid_t process) {
    pthread_mutex_lock(&mutex);
    struct child **place = &first;
    while (*place && (*place)->process != process) place = &(*place)->next;
    struct child *child = *place;
    if (child) *place = child->next;
    pthread_mutex_unlock(&mutex);
    if (child) end(process);
    free(child);
}
