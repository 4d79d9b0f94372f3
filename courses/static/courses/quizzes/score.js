/* Score an answer from 0 to 1, as courses/quizzes/scoring.py does, for results shown at once on the phone.
   The server's score of the same answer is the one that counts. */

const pieu = (window.pieu ??= {});
const kindOf = ({ kind }) => ({ isAsked: true, isScored: true, isGraded: false, ...pieu.kinds[kind] });

const isAsked = (question) => kindOf(question).isAsked;
const isScored = (question) => kindOf(question).isScored && question.points > 0;
const isGraded = (question) => kindOf(question).isGraded && question.points > 0;
const share = (question, response) =>
  response && Object.keys(response).length && kindOf(question).isScored
    ? Math.max(0, Math.min(1, kindOf(question).score(question, response)))
    : 0;

/* The score over all questions in hundredths of a per cent, rounded down. */
function total(questions, answers) {
  const scored = questions.filter((question) => isScored(question) || isGraded(question));
  const points = scored.reduce((all, { points: worth }) => all + worth, 0);
  if (!points) return 10000;
  const got = scored.reduce((all, question) => all + question.points * share(question, answers[question.key]), 0);
  return Math.floor((got / points) * 10000 + 1e-6);
}

function feedback(question, response) {
  const specific = kindOf(question).feedback?.(question, response) ?? [];
  return [...specific, question.feedback].filter(Boolean);
}

pieu.score = { share, total, feedback, isAsked, isScored, isGraded };
