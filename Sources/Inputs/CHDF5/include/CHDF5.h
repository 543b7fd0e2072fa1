// A process that has an HDF5 file open with libhdf5, and answers questions about it.
//
// libhdf5 is not safe on files that are damaged: some make it crash or run for ever. In a process of its
// own it takes nothing with it. It is found at run time, so that nothing else asks for it.
#ifndef CHDF5_H
#define CHDF5_H

#include <stddef.h>
#include <stdint.h>

enum {
    CHDF5_TEXT_BYTES = 1024,
    CHDF5_NUMBERS = 16,
    CHDF5_PAYLOAD_BYTES = 8 << 20,
    CHDF5_RANK_MAX = 4,
    // Processor time that one question may take, and one that decodes a chunk of up to 1 GiB.
    CHDF5_SECONDS_MAX = 2,
    CHDF5_READ_SECONDS_MAX = 10,
    // How often a process that gives no answer is looked after.
    CHDF5_POLL_MILLISECONDS = 1000,
};

enum chdf5_question {
    // What `path` is; see CHDF5_TYPE and the following.
    CHDF5_DESCRIBE = 1,
    // The value of the attribute `name` of `path`: its class and count, then doubles, texts that end in
    // NUL, or the path that a reference leads to.
    CHDF5_ATTRIBUTE,
    // A box of the dataset `path`, of its member `name` if there is one.
    CHDF5_READ,
    // Texts of the dataset `path`, of no or one dimension, that end in NUL.
    CHDF5_TEXTS,
};

enum chdf5_status { CHDF5_DONE, CHDF5_ABSENT, CHDF5_FAILED, CHDF5_TOO_LARGE };

// As libhdf5 numbers them.
enum { CHDF5_GROUP = 2, CHDF5_DATASET = 5 };
enum chdf5_class {
    CHDF5_INTEGER = 0, CHDF5_FLOAT = 1, CHDF5_STRING = 3, CHDF5_COMPOUND = 6, CHDF5_REFERENCE = 7,
};
enum chdf5_layout { CHDF5_COMPACT, CHDF5_CONTIGUOUS, CHDF5_CHUNKED, CHDF5_VIRTUAL };

// Places in `numbers` of the answer to CHDF5_DESCRIBE. CHDF5_STORED is a count of chunks, or of bytes. The payload has texts that end in NUL, the first
// character says of what: of a group `h`, `s` and `x` with the name of a hard, soft and external link; of
// a dataset `f` with a filter's number, 1 if it is there, and its name; `m` with a member's name; `v` with
// the elements of a part of a virtual dataset, the corners of its box there, the last corner of its box in
// the source (-1 for all of it), and that file, then `d` with the dataset in it.
enum {
    CHDF5_TYPE = 0, CHDF5_CLASS, CHDF5_SIZE, CHDF5_SIGNED, CHDF5_RANK, CHDF5_SHAPE,
    CHDF5_LAYOUT = 9, CHDF5_CHUNK, CHDF5_STORED = 14, CHDF5_EXTERNAL,
};
// Places of the questions CHDF5_READ and CHDF5_TEXTS, which has one rank, start and count.
enum {
    CHDF5_MEMORY = 0, CHDF5_BOX_RANK, CHDF5_START, CHDF5_COUNT = 6, CHDF5_CACHE_BYTES = 10,
};
enum chdf5_memory { CHDF5_INT16, CHDF5_INT32, CHDF5_FLOAT32, CHDF5_FLOAT64 };

// Memory that both processes see.
struct chdf5_message {
    int32_t question;
    int32_t status;
    char path[CHDF5_TEXT_BYTES];
    char name[CHDF5_TEXT_BYTES];
    uint64_t numbers[CHDF5_NUMBERS];
    uint64_t payload_bytes;
    unsigned char payload[CHDF5_PAYLOAD_BYTES];
};

// Swift sees no arrays of this size.
static inline char *chdf5_path(struct chdf5_message *message) { return message->path; }
static inline char *chdf5_name(struct chdf5_message *message) { return message->name; }
static inline uint64_t *chdf5_numbers(struct chdf5_message *message) { return message->numbers; }
static inline unsigned char *chdf5_payload(struct chdf5_message *message) {
    return message->payload;
}

// What became of the process: it crashed or used up its time, or somebody, or the system for want of
// memory, killed or stopped it.
enum chdf5_ending { CHDF5_RUNNING, CHDF5_CRASHED, CHDF5_KILLED, CHDF5_STOPPED };

struct chdf5_link {
    int32_t process;
    int32_t socket;
    int32_t ending;
    // That ended or stopped it.
    int32_t signal;
    struct chdf5_message *message;
};

// Starts the process; 0, -1 without libhdf5 (1.10.5 or later), or an errno value: EILSEQ where the file is
// damaged, ECHILD where the process was killed or stopped. The path must not have more than
// CHDF5_TEXT_BYTES - 1 bytes.
int chdf5_start(const char *path, struct chdf5_link *link);

// Asks what `message` holds; 0, or -1 if the process gives no answer any more: see `ending`.
int chdf5_ask(struct chdf5_link *link);

// Ends the process.
void chdf5_stop(struct chdf5_link *link);

#endif
