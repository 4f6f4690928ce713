"""One goal: its way, what it takes, its sub-goals, the answers behind it, and who counts and why."""

from scorecard import figures, futures, gender_figures, surveys, ui

with ui.page("goal") as view:
    goal, assessment = view.goal, view.assessments[view.goal.id]

    ui.say_saved(view)
    ui.choose_goal(view)
    left, right = ui.beside("way", [1.75, 1])
    with right:
        ui.card(view, goal)
        ui.let_paint()
        if goal.rule:
            ui.judgement(view, assessment)
    answers = [each for theme in goal.themes if (each := surveys.survey(view, theme))]
    shares = surveys.series(view, goal)
    if shares and not view.selection.everything:  # of a part no way is drawn: there is room for all beside the card
        answers, shares = [*answers, shares], None
    with left:
        if future := futures.fan(view, goal, view.scenario, view.decisions):
            ui.choose_scenario(view, goal)
            ui.chart(view, future)
        elif way := figures.path(view, goal, view.decisions):
            ui.chart(view, way)
        elif goal.rule:
            ui.no_way(view)
        else:
            ui.judgement(view, assessment)
        if below := figures.sub_goals(view, goal):
            ui.chart(view, below)
        ui.outlook(view, goal)
        ui.what_if(view, assessment)
        if not shares:
            for figure in answers:
                ui.chart(view, figure)

    ui.milestones(view, goal)
    ui.decided(view, goal)
    ui.nearby(view, goal)
    if shares:
        ui.answers_and_shares(view, answers, shares)
    for figure in gender_figures.figures_of(view, goal):
        ui.chart(view, figure)

    ui.let_paint()
    if who := figures.units(view, goal, view.answers):
        ui.who_counts(view, goal, who.title)
    ui.judge(view, assessment)
    ui.footnotes(view, goal)
