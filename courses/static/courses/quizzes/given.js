/* Read an answer from the fields of courses/quizzes/fields.html into the format of courses/quizzes/responses.py.

   pieu.given(form, kind)   the response, {} for none; {problem: "different" or "number"} for an invalid one

   Each kind adds itself in its script (Kind.script), before or after this one:

   pieu.kinds.<kind>.given(fields)                  the response in a FormData, as above
                    .fill(page, response)           shows the response in the fields of `page`
                    .arrange(page, question, how)   optional: orders the parts of `page` as in this attempt;
                                                    `how`: {attempt, shuffle, sort(nodes, keys in order, key of a node)}
                    .score(question, response)      a number from 0 to 1, where a kind is scored
                    .feedback(question, response)   optional: the author's feedback to the response, HTML each
                    .isAsked, isScored, isGraded    as in Kind; true, true and false by default */

const pieu = (window.pieu ??= {});

pieu.given = (form, kind) => pieu.kinds[kind].given(new FormData(form));
