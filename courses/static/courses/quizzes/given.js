/* Her answer as courses/quizzes/responses.py wants it, from the fields of courses/quizzes/fields.html.

   pieu.given(form, kind)   the response, {} where she gave none; {problem: "different" or "number"} for one that can't be

   Each kind adds itself in its script (Kind.script), before or after this one:

   pieu.kinds.<kind>.given(fields)                  the response in a FormData, as above
                    .fill(page, response)           shows the response in the fields of `page`
                    .arrange(page, question, how)   optional: what `page` has in the order of this attempt;
                                                    `how`: {attempt, shuffle, sort(nodes, keys in order, key of a node)}
                    .score(question, response)      a number from 0 to 1, where a kind is scored
                    .feedback(question, response)   optional: the author's feedback to the response, HTML each
                    .isAsked, isScored, isGraded    as Kind has them; true, true and false where they are missing */

const pieu = (window.pieu ??= {});

pieu.given = (form, kind) => pieu.kinds[kind].given(new FormData(form));
