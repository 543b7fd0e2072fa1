#define _GNU_SOURCE
#include "CHDF5.h"
#include "children.h"
#include "library.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct chdf5_file file;

// A question that runs for ever ends the process, however slow the disk is.
static void limit_processor_time(int seconds) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    struct rlimit limit;
    getrlimit(RLIMIT_CPU, &limit);
    rlim_t wanted = (rlim_t)(used.tv_sec + seconds);
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
}

static int open_file(void *library, const char *path) {
    if (chdf5_find_functions(library, &file.h5)) return CHDF5_ABSENT;
    if (file.h5.H5open() < 0) return CHDF5_ABSENT;
    file.h5.H5Eset_auto2(0, NULL, NULL);
    // 64 is a link to another file.
    file.h5.H5Lunregister(64);
    hid_t access = file.h5.H5Pcreate(*file.h5.H5P_CLS_FILE_ACCESS_ID_g);
    // A recording may lie on a disk that knows no locks; it is only read.
    if (file.h5.H5Pset_file_locking) file.h5.H5Pset_file_locking(access, 0, 1);
    file.dataset = -1;
    file.id = file.h5.H5Fopen(path, 0, access);
    file.h5.H5Pclose(access);
    return file.id < 0 ? CHDF5_FAILED : CHDF5_DONE;
}

static int answer(struct chdf5_message *message) {
    message->payload_bytes = 0;
    message->path[CHDF5_TEXT_BYTES - 1] = 0;
    message->name[CHDF5_TEXT_BYTES - 1] = 0;
    switch (message->question) {
    case CHDF5_DESCRIBE: return chdf5_describe(&file, message);
    case CHDF5_ATTRIBUTE: return chdf5_attribute(&file, message);
    case CHDF5_READ: return chdf5_read(&file, message);
    case CHDF5_TEXTS: return chdf5_texts(&file, message);
    default: return CHDF5_FAILED;
    }
}

// Nothing of the process that it was split off may be touched: neither its files nor its signals.
static void leave_parent(int socket) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // An interrupt at the terminal is for the parent, which ends this process when it is done.
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    // Nor is a stop there; and a group of its own that is stopped goes on when its parent dies, so that it
    // sees that and ends.
    setpgid(0, 0);
    struct rlimit none_kept = {0, 0};
    setrlimit(RLIMIT_CORE, &none_kept);
    dup2(socket, 3);
    int silence = open("/dev/null", O_RDWR);
    for (int descriptor = 0; descriptor < 3; descriptor++) dup2(silence, descriptor);
    // Before Linux 5.9 one by one.
    if (close_range(4, ~0U, 0))
        for (int descriptor = 4; descriptor < sysconf(_SC_OPEN_MAX); descriptor++) close(descriptor);
}

static void serve(void *library, const char *path, int socket, struct chdf5_message *message) {
    leave_parent(socket);
    limit_processor_time(CHDF5_SECONDS_MAX);
    message->status = open_file(library, path);
    for (char byte = 0; write(3, &byte, 1) == 1 && read(3, &byte, 1) == 1;) {
        limit_processor_time(message->question == CHDF5_READ ? CHDF5_READ_SECONDS_MAX
                                                             : CHDF5_SECONDS_MAX);
        message->status = answer(message);
    }
    _exit(0);
}

// Of a library that does not survive a file; other signals come from outside.
static int is_crash(int number) {
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGXCPU};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        if (crashes[i] == number) return 1;
    return 0;
}

// Whether the process has ended or is stopped. Its number stays taken until it is reaped.
static int has_ended(struct chdf5_link *link, int options) {
    siginfo_t info = {0};
    int result;
    do result = waitid(P_PID, (id_t)link->process, &info, options | WNOWAIT);
    while (result < 0 && errno == EINTR);
    if (result == 0 && info.si_pid == 0) return 0;
    // Nobody keeps the record of an end where SIGCHLD is ignored.
    if (result < 0) info.si_code = CLD_EXITED;
    link->signal = info.si_status;
    link->ending = info.si_code == CLD_STOPPED ? CHDF5_STOPPED
                   : info.si_code == CLD_EXITED || is_crash(info.si_status) ? CHDF5_CRASHED
                                                                            : CHDF5_KILLED;
    return 1;
}

// Its end of the socket is closed: the process is ending already, so that this signal says nothing new.
static int look_at_end(struct chdf5_link *link) {
    kill(link->process, SIGKILL);
    has_ended(link, WEXITED);
    return -1;
}

// The answer, or how the process ended; one that is stopped gives none.
static int wait_for_answer(struct chdf5_link *link) {
    struct pollfd socket = {link->socket, POLLIN, 0};
    for (;;) {
        int ready = poll(&socket, 1, CHDF5_POLL_MILLISECONDS);
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) {
            if (has_ended(link, WEXITED | WSTOPPED | WNOHANG)) return -1;
            continue;
        }
        char byte;
        ssize_t got;
        do got = read(link->socket, &byte, 1);
        while (got < 0 && errno == EINTR);
        return got == 1 ? 0 : look_at_end(link);
    }
}

int chdf5_start(const char *path, struct chdf5_link *link) {
    void *library = chdf5_open_library();
    if (!library) return -1;
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets)) return errno;
    struct chdf5_message *message = mmap(NULL, sizeof *message, PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t process = message == MAP_FAILED ? -1 : fork();
    if (process == 0) serve(library, path, sockets[1], message);
    int reason = errno;
    close(sockets[1]);
    link->process = process;
    link->socket = sockets[0];
    link->message = message == MAP_FAILED ? NULL : message;
    link->ending = CHDF5_RUNNING;
    if (process > 0) {
        chdf5_add_child(process);
        if (wait_for_answer(link)) message->status = CHDF5_FAILED;
        if (message->status == CHDF5_DONE) return 0;
        reason = message->status == CHDF5_ABSENT ? -1 : EILSEQ;
        if (link->ending == CHDF5_KILLED || link->ending == CHDF5_STOPPED) reason = ECHILD;
    }
    chdf5_stop(link);
    return reason;
}

int chdf5_ask(struct chdf5_link *link) {
    // One that was stopped may have gone on since; its answer would be to another question.
    if (link->ending != CHDF5_RUNNING) return -1;
    char byte = 0;
    if (send(link->socket, &byte, 1, MSG_NOSIGNAL) != 1) return look_at_end(link);
    return wait_for_answer(link);
}

void chdf5_stop(struct chdf5_link *link) {
    close(link->socket);
    chdf5_end_child(link->process);
    if (link->message) munmap(link->message, sizeof *link->message);
    link->process = 0;
}
