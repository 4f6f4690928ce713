"""The whole scorecard on one screen."""

from scorecard import ui

with ui.page("overview") as view:
    tops = [view.assessments[goal.id] for goal in view.programme.top_goals]
    long_term = [each for each in tops if each.goal.horizon == "long"]
    short_term = [each for each in tops if each.goal.horizon == "short"]
    most = 3

    for assessment in long_term:
        ui.wide_card(view, assessment)
    counted = [each for each in short_term if each.goal.rule]
    judged = [each for each in short_term if not each.goal.rule]
    while len(counted) > most:  # more do not fit beside each other
        with ui.row(f"cards_{len(counted)}"):
            for assessment in counted[:most]:
                ui.card(view, assessment)
        counted = counted[most:]
    with ui.row("cards"):
        for assessment in counted:
            ui.card(view, assessment)
        with ui.last_column():
            for assessment in judged:
                ui.card(view, assessment)
            ui.legend(view)
