from documents.services import attachments
from jobs.registry import kind


@kind("documents.scan", outside=True, max_attempts=12)
def scan(run):
    """A scanner that is down is asked again later, for some hours; until then nothing leaves."""
    return {"state": attachments.scan(digest=run.arguments["digest"])}
