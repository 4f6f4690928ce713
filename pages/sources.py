"""Where every figure comes from: reconciliation, published figures, definitions, known gaps."""

from scorecard import provenance, ui

with ui.page("sources") as view:
    words = view.language

    ui.heading(words("sources.reconciliation"), provenance.reconciliation_note(view))
    ui.table(view, provenance.reconciliation(view), words("sources.reconciliation"), height=460)

    ui.heading(words("sources.published"))
    published = provenance.published(view)
    ui.download(view, published, words("sources.file"))
    ui.table(view, published, words("sources.published"))

    ui.heading(words("sources.rules"))
    ui.table(view, provenance.rules(view), words("sources.rules"))
    for title, lines in (("figure.footnotes", provenance.footnotes(view)), ("sources.gaps", provenance.gaps(view))):
        if lines:
            ui.heading(words(title))
            ui.listing(lines)

    ui.heading(words("sources.engagement"), words("sources.engagement_note"))
    ui.table(view, provenance.engagement(view), words("sources.engagement"))
    ui.heading(words("sources.training"))
    ui.table(view, provenance.training(view), words("sources.training"))
    ui.heading(words("sources.funding"))
    ui.table(view, provenance.funding(view), words("sources.funding"))
    ui.heading(words("sources.glossary"))
    ui.table(view, provenance.glossary(view), words("sources.glossary"))
    ui.heading(words("sources.sources"))
    ui.table(view, provenance.sources(view), words("sources.sources"))
