"""A purchase as the Open Contracting Data Standard (OCDS 1.1) tells it.

Each round of asking for bids is a contracting process of its own; a renewed call names the one
before it. A release says all that is public at its step: the need and the budget (planning), the
tender, and from the publicity on the awards.
"""

from django.conf import settings
from django.urls import reverse

from procurement.models import Bid, Call, Project

PREFIX = getattr(settings, "OCDS_PREFIX", "ocds-000000")
"""To be registered with the standard's helpdesk by whoever publishes; this one is nobody's."""

CREDIT_CODE = "CN-USCC"
METHODS = {
    Project.Method.OPEN_CALL: "open",
    Project.Method.OPEN_TENDER: "open",
    Project.Method.INVITED_TENDER: "selective",
    Project.Method.NEGOTIATION: "limited",
    Project.Method.CONSULTATION: "limited",
    Project.Method.INQUIRY: "limited",
    Project.Method.SINGLE_SOURCE: "direct",
    Project.Method.ENTRUST: "direct",
    Project.Method.CONTRACT_OUT: "direct",
}
STATUS = {
    Call.Status.PUBLISHED: "active",
    Call.Status.CLOSED: "active",
    Call.Status.OPENED: "active",
    Call.Status.REVIEWING: "active",
    Call.Status.REVIEWED: "active",
    Call.Status.PROPOSED: "active",
    Call.Status.AWARDED: "complete",
    Call.Status.FAILED: "unsuccessful",
    Call.Status.CANCELLED: "cancelled",
}
AWARD_STATUS = {
    "proposed": "pending",
    "awarded": "active",
    "withdrawn": "cancelled",
    "revoked": "cancelled",
}
AWARDS_SHOWN = (Call.Status.PROPOSED, Call.Status.AWARDED)


def ocid(call):
    return f"{PREFIX}-{call.uid}"


def whole(path):
    return f"{settings.PUBLIC_URL}{path}"


def moment(value):
    return value.isoformat(timespec="seconds")


def money(amount):
    return {"amount": float(amount), "currency": "CNY"}


def release(call, *, identity, tags, at):
    """One release, as it is stored."""
    awards = awards_of(call)
    body = {
        "ocid": ocid(call),
        "id": identity,
        "date": moment(at),
        "tag": tags,
        "initiationType": "tender",
        "language": "zh",
        "parties": parties(call, awards),
        "buyer": reference(buyer_of(call)),
        "planning": planning(call.project),
        "tender": tender(call),
    }
    if awards:
        body["awards"] = [award_of(award) for award in awards]
    if call.previous_id:
        body["relatedProcesses"] = [
            {
                "id": "1",
                "relationship": ["unsuccessfulProcess"],
                "title": call.previous.title,
                "scheme": "ocid",
                "identifier": ocid(call.previous),
            }
        ]
    return body


def buyer_of(call):
    project = call.project
    return {
        "id": f"CN-UNION-{project.federation.code}",
        "name": project.buyer_name,
        "identifier": {
            "scheme": "CN-UNION",
            "id": project.federation.code,
            "legalName": project.buyer_name,
        },
        "roles": ["buyer", "procuringEntity", "funder"],
        **({"contactPoint": {"name": call.contact}} if call.contact else {}),
    }


def supplier_of(organization):
    code = organization.credit_code or str(organization.uid)
    scheme = CREDIT_CODE if organization.credit_code else "X-LIAISON"
    return {
        "id": f"{scheme}-{code}",
        "name": organization.name,
        "identifier": {"scheme": scheme, "id": code, "legalName": organization.name},
        "roles": ["supplier"],
    }


def reference(party):
    return {"id": party["id"], "name": party["name"]}


def parties(call, awards):
    suppliers = {award.bid.organization_id: supplier_of(award.bid.organization) for award in awards}
    return [buyer_of(call), *suppliers.values()]


def planning(project):
    topics = list(project.topics.all())
    needs = "；".join(topic.title for topic in topics)
    found = {
        "rationale": f"依据职工需求：{needs}" if needs else project.summary or project.title,
        "budget": {
            "id": f"{project.line.year}-{project.line_id}" if project.line_id else str(project.uid),
            "description": str(project.line) if project.line_id else project.get_source_display(),
            "amount": money(project.ceiling),
            "project": project.title,
            "projectID": str(project.uid),
        },
    }
    if topics:
        found["documents"] = [
            {
                "id": f"need-{topic.uid}",
                "documentType": "needsAssessment",
                "title": topic.title,
                "description": topic.summary or topic.title,
                "language": "zh",
            }
            for topic in topics
        ]
    return found


def tender(call):
    project, lots = call.project, list(call.lots.all())
    page = whole(reverse("procurement:public_call", args=[call.uid]))
    answered = call.questions.published()
    found = {
        "id": str(call.uid),
        "title": call.title,
        "description": call.requirement,
        "status": STATUS[call.status],
        "procuringEntity": reference(buyer_of(call)),
        "items": [
            {
                "id": str(lot.number),
                "description": lot.title,
                "quantity": 1,
                "unit": {"name": "项", "value": money(lot.ceiling)},
            }
            for lot in lots
        ],
        "value": money(sum(lot.ceiling for lot in lots)),
        "procurementMethod": METHODS[project.method],
        "procurementMethodDetails": project.get_method_display(),
        "procurementMethodRationale": project.method_reason or project.rules.get("name", ""),
        "mainProcurementCategory": "services",
        "awardCriteria": "ratedCriteria",
        "awardCriteriaDetails": criteria(call),
        "submissionMethod": ["electronicSubmission"],
        "tenderPeriod": period(call.published_at, call.deadline),
        "enquiryPeriod": period(call.published_at, call.questions_until),
        "hasEnquiries": answered.exists(),
        "eligibilityCriteria": "；".join(rule["label"] for rule in call.admission.get("rules", ())),
        "contractPeriod": {
            "startDate": f"{project.starts_on}T00:00:00+08:00",
            "endDate": f"{project.ends_on}T23:59:59+08:00",
        },
        "documents": [
            {
                "id": "notice",
                "documentType": "tenderNotice",
                "title": call.title,
                "url": page,
                "datePublished": moment(call.published_at),
                "format": "text/html",
                "language": "zh",
            }
        ],
    }
    if call.keys.filter(opened_at__isnull=False).exists():  # before, nobody knows
        rows = Bid.objects.current().opened().filter(lot__call=call).order_by()
        found["numberOfTenderers"] = rows.values("organization").distinct().count()
    if call.ended_reason:
        found["statusDetails"] = call.ended_reason
    if amendments := list(call.amendments.all()):
        found["amendments"] = [
            {
                "id": str(amendment.number),
                "date": moment(amendment.made_at),
                "rationale": amendment.text,
                "description": "；".join(
                    [amendment.get_kind_display(), *(c["label"] for c in amendment.changes)]
                ),
            }
            for amendment in amendments
        ]
    return found


def period(start, end):
    found = {"startDate": moment(start)}
    if end:
        found["endDate"] = moment(end)
    return found


def criteria(call):
    items = call.scheme.get("items", ())
    return f"{call.scheme.get('name', '')}：" + "，".join(
        f"{item['name']} {item['weight']}" for item in items
    )


def awards_of(call):
    """What may be told of results: nothing before they are made public."""
    decision = getattr(call, "decision", None)
    if decision is None or call.status not in AWARDS_SHOWN:
        return []
    rows = decision.awards.select_related("lot", "bid__organization")
    return [award for award in rows if award.bid.organization_id]


def award_of(award):
    return {
        "id": str(award.pk),
        "title": award.lot.title,
        "status": AWARD_STATUS[award.status],
        **({"date": f"{award.noticed_on}T00:00:00+08:00"} if award.noticed_on else {}),
        "value": money(award.amount),
        "suppliers": [reference(supplier_of(award.bid.organization))],
        "items": [{"id": str(award.lot.number), "description": award.lot.title, "quantity": 1}],
    }


def package(call):
    """All that was released of a call, as one package."""
    rows = list(call.releases.all())
    return {
        "uri": whole(f"/api/v1/tenders/{call.uid}/ocds/"),
        "version": "1.1",
        "publishedDate": moment(rows[-1].at if rows else call.published_at),
        "publisher": {"name": call.project.federation.name},
        "releases": [row.body for row in rows],
    }
