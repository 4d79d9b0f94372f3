"""What trainers do with question banks: edit questions, set quizzes, and exchange questions as files.

files.py recognises a file and reads it. aiken.py, gift.py and excel.py read one format each; gift_writing.py and excel.py
write. How a single kind of question is written is in courses/quizzes/kinds.
"""
