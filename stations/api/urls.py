"""The API of stations and aid. Each noun adds its lines."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from stations.api import cases, offering, relief
from stations.api.records import ServiceRecordViewSet
from stations.api.stations import LinkageViewSet, OutletViewSet, StationViewSet
from stations.api.wishes import WishesView

router = SimpleRouter()
router.register("aid-cases", cases.CaseViewSet, "aid-case")
router.register("aid-funds", offering.FundViewSet, "aid-fund")
router.register("aid-payments", cases.PaymentViewSet, "aid-payment")
router.register("campaigns", offering.CampaignViewSet, "campaign")
router.register("offerings", offering.OfferingViewSet, "offering")
router.register("service-items", offering.ServiceItemViewSet, "service-item")
router.register("service-records", ServiceRecordViewSet, "service-record")
router.register("service-rounds", offering.ServiceRoundViewSet, "service-round")
router.register("linkages", LinkageViewSet, basename="linkage")
router.register("outlets", OutletViewSet, basename="outlet")
router.register("stations", StationViewSet, basename="station")
router.register("legal-services", relief.LegalServiceViewSet, "legal-service")
router.register("relief-matches", relief.MatchViewSet, "relief-match")
router.register("rule-cards", relief.RuleCardViewSet, "rule-card")
urlpatterns = [
    path("rule-cards/standing/", relief.StandingCardsView.as_view(), name="api-standing-cards"),
    path("wishes/", WishesView.as_view(), name="api-wishes"),
    *router.urls,
]
