"""Figures of rounds: medians, ratios inside a round, the table."""

import statistics
import unicodedata


def median(values):
    return statistics.median(values)


def medians(rounds):
    """Rounds of one contender, a dictionary each, to one dictionary."""
    names = [name for name in rounds[0] if all(isinstance(r.get(name), (int, float))
                                              for r in rounds)]
    return {name: median([r[name] for r in rounds]) for name in names}


def ratio(above, below, name):
    """Of one figure, round by round: its median and its extremes."""
    values = [a[name] / b[name] for a, b in zip(above, below)]
    return {"median": round(median(values), 3), "least": round(min(values), 3),
            "most": round(max(values), 3)}


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shown(value):
    if value is None:
        return ""
    if isinstance(value, float):
        decimals = 0 if value >= 1000 else 1 if value >= 100 else 2
        return f"{value:,.{decimals}f}"
    return str(value)


def print_table(title, columns, rows):
    """`columns` are (heading, key); the first column is text, the others numbers."""
    lines = [[heading for heading, _ in columns]]
    lines += [[shown(row.get(key)) for _, key in columns] for row in rows]
    widths = [max(width(line[i]) for line in lines) for i in range(len(columns))]
    print(f"\n{title}")
    for line in lines:
        cells = [line[0] + " " * (widths[0] - width(line[0]))]
        cells += [text.rjust(w) for text, w in zip(line[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip())
