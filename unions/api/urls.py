from rest_framework.routers import SimpleRouter

from unions.api.views import FederationViewSet, RegionViewSet

router = SimpleRouter()
router.register("regions", RegionViewSet, basename="api-region")
router.register("federations", FederationViewSet, basename="api-federation")
urlpatterns = router.urls
