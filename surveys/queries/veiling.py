"""What the public is not told, so that nobody is found in a small number.

A count below the rule's least is not told, nor the base of so few. Where the options of a question
exclude each other, a single hidden one could be had by subtraction: the next smallest goes with it.
"""

from surveys.models import Question


def veil(results):
    """The results with small cells hidden: their ``n`` is None. Gives them back."""
    least = results.rule.small_cell
    told = [(group, None if 0 < n < least else n) for group, n in results.people]
    results.people, results.total = told, results.total if None not in dict(told).values() else None
    for asked in results.asked:
        for column in asked.columns:
            hide(column, least, adds_up=asked.question.kind != Question.Kind.MULTIPLE)
    for figure in results.figures:
        if (
            0 < figure.n < least
            or 0 < figure.base - figure.n < least
            or gives_away(figure, results)
        ):
            figure.n = None
    return results


def veil_cuts(results):
    """For officers: in a cross-table a part of a group that is smaller than the least is not told,
    nor the next larger one if it could be had by subtraction. Gives the results back."""
    least = results.rule.small_cell
    for asked in results.asked:
        for group in {column.group.code for column in asked.columns}:
            parts = [c for c in asked.columns if c.group.code == group and c.base]
            small = [column for column in parts if column.base < least]
            rest = [column for column in parts if column not in small]
            if len(small) == 1 and rest:
                small.append(min(rest, key=lambda column: column.base))
            for column in small:
                blank(column)
    return results


def blank(column):
    column.base, column.number = None, None
    for line in column.lines:
        line.n, line.base = None, 0


def gives_away(figure, results):
    """Would the figure tell a hidden cell of its question by addition?"""
    reading = figure.reading
    cells = [
        line.n
        for asked in results.asked
        if asked.key == reading.question
        for column in asked.columns
        if column.group.code == reading.group
        for line in column.lines
    ]
    return None in cells


def hide(column, least, adds_up):
    if 0 < (column.base or 0) < least:
        blank(column)
        return
    if column.number and column.number["count"] < least:
        column.number = None
    if column.number:  # the smallest and the largest are somebody's
        column.number = {**column.number, "least": None, "largest": None}
    small = [line for line in column.lines if 0 < line.n < least]
    if not adds_up:  # of those who did not choose it there may be few, too
        small += [line for line in column.lines if 0 < line.base - line.n < least]
    for line in small:
        line.n = None
    if adds_up and len(small) == 1:
        rest = [line for line in column.lines if line.n]
        if rest:
            min(rest, key=lambda line: line.n).n = None
