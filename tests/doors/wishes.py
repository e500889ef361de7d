"""What is wished for beside what is offered."""

from tests.doors.kinds import VIEWERS, door

LOOKING = VIEWERS - {"cq_audit"}
DOORS = {
    "stations/wishes/": door(LOOKING),
    "api/v1/wishes/": door(LOOKING),
}
