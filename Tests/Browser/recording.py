"""A recording with names that would do harm as markup, and a seizure."""
import struct

NAMES = ["<b>A1</b>", "A2\" onload=x", "A&amp;3", "'); A4"]
RATE, SECONDS = 200, 120


def write_recording(path):
    """EDF with names that would do harm as markup, and a seizure that the defaults find; its counts."""
    counts = [[] for _ in NAMES]
    head = b"".join(str(t).ljust(n).encode() for t, n in [
        ("0", 8), ("<script>x</script>", 80), ("<i>r</i>", 80), ("01.01.01", 8), ("00.00.00", 8),
        (256 * (len(NAMES) + 1), 8), ("", 44), (SECONDS, 8), (1, 8), (len(NAMES), 4)])
    fields = [(NAMES, 16), ([""] * 4, 80), (["uV"] * 4, 8), ([-8192] * 4, 8), ([8191.75] * 4, 8),
              ([-32768] * 4, 8), ([32767] * 4, 8), ([""] * 4, 80), ([RATE] * 4, 8), ([""] * 4, 32)]
    head += b"".join(str(v).ljust(n).encode() for values, n in fields for v in values)
    state = 7
    with open(path, "wb") as file:
        file.write(head)
        for second in range(SECONDS):
            for channel in range(len(NAMES)):
                values = []
                for frame in range(RATE):
                    state = (state * 1103515245 + 12345) % 2**31
                    t = second + frame / RATE
                    value = (state >> 12) % 401 - 200
                    if 14 <= t < 24:
                        phase = t * 6 % 1
                        value += int(4000 * (1 - 8 * phase if phase < 0.125 else 0.0))
                    values.append(value)
                file.write(struct.pack(f"<{RATE}h", *values))
                counts[channel] += values
    return counts
