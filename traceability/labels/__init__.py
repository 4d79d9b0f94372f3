"""Labels on paper: from a run's row to a PDF that was read back.

content.py has the words, layouts.py the papers, errors.py the refusals. run.py plans and renders a run (RunSpec, RunPlan,
render_run), verify.py reads it back (verify_run). Below them: compose.py and typesetting.py say where everything stands,
draw.py and symbols.py turn that into operators, pages.py draws what is around the labels, pdf.py and fonts.py write the file.
"""
