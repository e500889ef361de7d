"""What must leave the house (a mail, a message, a call): a job of the same kind, without a page.

The row is written in the transaction of the act; after commit a worker does it, at least once. The
``key`` makes asking twice one; a handler that can should also give the other side a number by which
it knows a repetition.

    @kind("communications.mail", outside=True, max_attempts=8)
    def send(run): …

    outbox.post(kind="communications.mail", key=f"mail-{mail.pk}", arguments={"mail": mail.pk})
"""

from jobs import services


def post(*, kind, key, arguments, title="", queue="work", after=None):
    """Put it into the outbox. Returns the Job."""
    return services.enqueue(
        by=None,
        kind=kind,
        title=title or kind,
        key=key,
        arguments=arguments,
        queue=queue,
        after=after,
    )
