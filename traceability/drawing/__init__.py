"""The drawing of labels: from texts, codes and a paper to a PDF that was read back.

content.py has the texts, layouts.py the papers, errors.py the errors. run.py plans and renders a run
(RunSpec, RunPlan, render_run), and verify.py reads it back (verify_run). Below them, compose.py and
typesetting.py compute positions. draw.py and symbols.py turn positions into operators, pages.py draws what is
around the labels, pdf.py and fonts.py write the file.
"""
