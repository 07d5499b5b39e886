"""The desk of systems and money."""

from django.urls import path

from yakuba.desks.systems import acts, importing, pilots, purchases, register, scenarios, showing

urlpatterns = [
    path("", register.register, name="systems"),
    path("calendar/", showing.calendar, name="systems_calendar"),
    path("standard/", showing.standard, name="systems_standard"),
    path("duplicates/", showing.duplicates_page, name="systems_duplicates"),
    path("effects/", showing.effects, name="systems_effects"),
    path("export/", register.export, name="systems_export"),
    path("import/", importing.load_register, name="load_register"),
    path("register/", acts.register_system, name="register_system"),
    path("register/<slug:code>/", register.system, name="system"),
    path("register/<slug:code>/revise/", acts.revise_system, name="revise_system"),
    path("register/<slug:code>/retire/", acts.retire_system, name="retire_system"),
    path("register/<slug:code>/sign_contract/", acts.sign_contract, name="sign_contract"),
    path("register/<slug:code>/plan_budget/", acts.plan_budget, name="plan_budget"),
    path("register/<slug:code>/aim_effect/", acts.aim_effect, name="aim_effect"),
    path("contracts/<int:pk>/strike_out/", acts.strike_out_contract, name="strike_out_contract"),
    path("budgets/<int:pk>/strike_out/", acts.strike_out_budget, name="strike_out_budget"),
    path("effects/<int:pk>/strike_out/", acts.strike_out_effect, name="strike_out_effect"),
    path("effects/<int:pk>/measure/", acts.measure_effect, name="measure_effect"),
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/add/", scenarios.add_scenario, name="add_scenario"),
    path("scenarios/<int:pk>/", scenarios.scenario, name="scenario"),
    path("scenarios/<int:pk>/revise/", scenarios.revise_scenario, name="revise_scenario"),
    path("scenarios/<int:pk>/end/", scenarios.end_scenario, name="end_scenario"),
    path("purchases/", purchases.purchases, name="purchases"),
    path("purchases/wish/", purchases.wish_purchase, name="wish_purchase"),
    path("purchases/<int:pk>/", purchases.purchase, name="purchase"),
    path("purchases/<int:pk>/revise/", purchases.revise_purchase, name="revise_purchase"),
    path("purchases/<int:pk>/decide/", purchases.decide_purchase, name="decide_purchase"),
    path("purchases/<int:pk>/drop/", purchases.drop_purchase, name="drop_purchase"),
    path("purchases/<int:pk>/aim_effect/", purchases.aim_effect, name="aim_purchase_effect"),
    path("pilots/", pilots.pilots, name="pilots"),
    path("pilots/start/", pilots.start_pilot, name="start_pilot"),
    path("pilots/<int:pk>/", pilots.pilot, name="pilot"),
    path("pilots/<int:pk>/join/", pilots.join_pilot, name="join_pilot"),
    path("pilots/<int:pk>/conclude/", pilots.conclude_pilot, name="conclude_pilot"),
]
