from membership.urls import (
    canvass,
    criteria,
    drives,
    founding,
    foundings,
    joining,
    ledger,
    members,
    obstructions,
    practices,
    subsidies,
    targets,
    unions,
)

app_name = "membership"
urlpatterns = [
    *canvass.urlpatterns,
    *drives.urlpatterns,
    *targets.urlpatterns,
    *ledger.urlpatterns,
    *joining.urlpatterns,
    *members.urlpatterns,
    *unions.urlpatterns,
    *foundings.urlpatterns,
    *criteria.urlpatterns,
    *obstructions.urlpatterns,
    *practices.urlpatterns,
    *subsidies.urlpatterns,
    *founding.urlpatterns,
]
