"""One goal: its way, what it takes, its sub-goals, the answers behind it, and who counts and why."""

from scorecard import figures, futures, surveys, ui

view = ui.begin("goal")
goal, words = view.goal, view.language
assessment = view.assessments[goal.id]

ui.say_saved(view)
ui.choose_goal(view)
left, right = ui.beside("way", [1.75, 1])
with left:
    if future := futures.fan(view, goal, view.scenario):
        ui.choose_scenario(view, goal)
        ui.chart(view, future)
    elif way := figures.path(view, goal, view.decisions):
        ui.chart(view, way)
    elif goal.rule:
        ui.no_way(view)
    if below := figures.sub_goals(view, goal):
        ui.chart(view, below)
with right:
    ui.card(view, assessment, link_to_goal=False)
    ui.outlook(view, goal)
    ui.what_if(view, assessment)
    ui.judgement(view, assessment)
    ui.judge(view, assessment)
    ui.decided(view, goal)

ui.nearby(view, goal)
answers = [each for theme in goal.themes if (each := surveys.survey(view, theme))]
shares = surveys.series(view, goal)
if answers or shares:
    left, right = ui.beside("answers", [1, 1])
    with left:
        for figure in answers:
            ui.chart(view, figure)
    with right:
        if shares:
            ui.chart(view, shares)

if who := figures.units(view, goal, view.answers):
    ui.chart(view, who, wide=who.drawing.kind != "units")  # marks have a size of their own, a bar has not
    ui.who_counts(view, goal, who.title)
ui.footnotes(view, goal)
