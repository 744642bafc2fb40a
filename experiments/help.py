"""What ``denshi`` says about itself: the three ways in, and help with examples that run as they stand."""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """One verb: what it does in a line, its help, and the module that does it."""

    summary: str
    text: str
    module: str


VERBS: dict[str, Verb] = {
    "ask": Verb(
        "answers a question of the catalogue",
        """denshi ask QUESTION [name=value ...]

Answers a ready-made policy question: the same people with the same luck live through each of its arms.
Prints the answer with a 95 % interval and writes it, with a report, to a folder.

  denshi ask smartphone_first_2010
  denshi ask smartphone_first_2010 fast=true                      ten thousand citizens, in seconds
  denshi ask smartphone_first_2010 population=jp_1m replicates=16

population=   which citizens, see 'denshi list populations'
replicates=   paired runs with other luck; more of them make the interval narrower
arms=         only these arms, the first is the reference: arms=history,keep_96_only
seed=         the first luck                  out=          a new folder for answer and report
json=true     one JSON object on standard output
Names of assumptions and policies may be changed as well: denshi ask smartphone_first_2010 beta.trust=0.8""",
        "experiments.verbs.ask",
    ),
    "run": Verb(
        "runs one scenario",
        """denshi run [scenario=NAME] [name=value ...]

Runs one scenario once and writes its tables to a folder.

  denshi run population=jp_10k
  denshi run scenario=jp_history population=jp_100k seed=7 out=out/a
  denshi run population=jp_10k remove=[consolidation]              without the consolidation of procedures
  denshi run population=jp_10k policies.tax_credit_2007.start=2009-01
  denshi run population=jp_10k services.*.smartphone_ready=0.9     all service families at once
  denshi run scenario=outlook_2035 population=jp_10k               on to December 2035, an outlook
  denshi run scenario=single_innovation threads=2                  not Japan: one innovation on a small world
  denshi run profile=low_capacity population=jp_10k                other offices on Japan's geography
  denshi run scenario=out/a/scenario.yaml seed=8                   again, with other luck

scenario=     a name of 'denshi list scenarios' or a YAML file
population=   a name of 'denshi list populations'
seed=         luck, tastes and noise          threads=   changes speed only
calendar.start= calendar.end=   first and last month, such as 2001-01 and 2025-12
record=       full (monthly, by prefecture) or summary (fiscal years of the nation)
shards=       processes that share the citizens, by prefectures; executor=local or ray: where they are
out=          folder for the tables           json=true  one JSON object on standard output""",
        "experiments.verbs.run",
    ),
    "compare": Verb(
        "compares scenarios, citizen by citizen",
        """denshi compare A B ... [name=value ...]

Runs scenarios with the same people and the same luck and prints differences first: B less A, who gains and
who loses, who is left behind, and what it costs. docs/comparing.md explains every line.

  denshi compare jp_history smartphone_first_2010.smartphone population=jp_10k replicates=4
  denshi compare jp_history my.yaml until=0.5                      until the interval is that narrow
  denshi compare jp_history my.yaml assumptions=[beta.trust=0.8]   under both beliefs: 2x2 and interaction
  denshi compare S05.promotion S05.incentive budget=5e9 value=20000 population=jp_10k

population=   which citizens                  replicates=   paired runs with other luck (4)
until=        half-width of the headline's interval, in points; most= is the largest number of runs (64)
wished=       says how many runs that half-width would take
measure=      of the headline (own_use)       assumptions=  changes of the world, in brackets
independent=true   also run with seeds of their own: what pairing is worth
per_yen=true  weighs options against the reference of their question
budget=       yen in all                      value=        yen that an added own user is worth
seed=         the first luck                  json=true     one JSON object on standard output
out=          a new folder for answer.json and a report""",
        "experiments.verbs.compare",
    ),
    "sweep": Verb(
        "runs many configurations, resumable",
        """denshi sweep NAME=A,B ... [replicates=N] [store=DIR]      runs what the store does not hold yet
denshi sweep status|table|gc [store=DIR]                   says what it holds; nothing is run

Values are written as with Hydra's -m. The same line again goes on where it was killed; more values run only
what is new; nothing is ever run twice.

  denshi sweep population=jp_10k beta.trust=0.4,0.8,1.2 replicates=4
  denshi sweep population=jp_10k 'scenario=jp_history,smartphone_first_2010.smartphone' 'seed=range(0,8)'
  denshi sweep status
  denshi sweep table table=runs.csv

replicates=   runs of each point with other luck on other people, as in compare
store=        folder of the runs, runs/sweeps if not given
executor=     serial, pool (if not given), ray or slurm     workers=      processes, or jobs at once
table=        file for the table: .csv, .parquet or .json   series=true   a new store keeps fiscal years too
record=       summary (if not given) or full, a run folder for each run
retry=true    runs that failed are tried again              json=true     one JSON object on standard output
gc stale=true, gc failed=true   remove such runs as well    dry=true      only say what would go""",
        "experiments.verbs.sweep",
    ),
    "explain": Verb(
        "says why one citizen did what they did",
        """denshi explain citizen=SLOT | DESCRIPTION | portraits=N | why=NAME [name=value ...]

Runs the scenario again and looks at one citizen: how they heard, which gate bound, what spoke for and
against filing alone, and the smallest change that turns the case, lived again by the engine.

  denshi explain age=70-74 prefecture=Kochi outcome=counter population=jp_10k
  denshi explain citizen=4821 service=etax month=2021-02 population=jp_10k
  denshi explain citizen=4821 in=[smartphone_first_2010.history,smartphone_first_2010.smartphone] to=2021-03
  denshi explain portraits=6 question=smartphone_first_2010         one typical citizen for each group
  denshi explain result=last why=own_use                            where a number of the last run comes from
  denshi explain result=last why=smartphone                         what the gain of an arm is made of

citizen=      a slot, or a person's id (slot + generation x slots)
age= sex= prefecture= device= profile= channel=   describe a citizen instead: age=70-74, age=85+, device=phone
outcome=      own, assisted, proxy, counter, mail, unmet      barrier=   unaware, device, credential, ...
service=      etax, certificates, ...         pick=   2 takes the second nearest to the centre
month=        one month; or from= and to=; else the last twelve months of the scenario
in=[A,B]      the same person with the same luck under two scenarios
portraits=    how many groups (age x device x outcome), the largest first
result= why=  a run or an answer ('last' or a folder), and a measure or an arm of it; trials=N tries the
              effect on the measure of the N latest policies
out=          an HTML page                    json=true  one JSON object on standard output
Anything that 'denshi run' takes works here too: scenario=, seed=, beta.trust=0.8, remove=[consolidation]""",
        "experiments.verbs.explain",
    ),
    "ensemble": Verb(
        "runs one scenario under many lucks, with bands",
        """denshi ensemble [scenario=NAME] [name=value ...]

Runs one scenario many times, each with luck and people of its own: medians, the band in which nine in ten
runs lie, and the interval of the mean.

  denshi ensemble population=jp_10k replicates=16
  denshi ensemble population=jp_10k until=0.3 most=32               until the mean is known that well

replicates=   runs (16)                       until=        half-width of the mean's interval, in points
most=         largest number of runs (64)     wished=       says how many runs that half-width would take
measure=      of which the width is told (own_use)          json=true     one JSON object on standard output
out=          a new folder for ensemble.json""",
        "experiments.verbs.ensemble",
    ),
    "attribute": Verb(
        "divides an effect among its causes, exactly",
        """denshi attribute SCENARIO [name=value ...]

Divides what a scenario changes among its levers and policies, and among years: Shapley's shares, which sum to
the whole exactly. Up to six parts every combination is run; with more, orders are drawn.

  denshi attribute smartphone_first_2010.smartphone population=jp_10k
  denshi attribute my.yaml minus=jp_history by=lever
  denshi attribute jp_history parts=[covid_2020,points_round_1+points_round_2] measure=possession
  denshi attribute jp_history by=group population=jp_10k           technology, shocks and policy

minus=        the reference: that of the question, else jp_history
parts=        entries of the scenario, joined by + where they belong together
by=           lever, year or group (lever,year)
every=        years of a stretch with by=year    since=        first month of what by=group divides
measure=      what is divided (own_use)          replicates=   paired runs (4)
out=          a new folder for attribution.json  json=true     one JSON object on standard output""",
        "experiments.verbs.attribute",
    ),
    "list": Verb(
        "shows what there is",
        """denshi list questions|scenarios|policies|levers|parameters|laws|mechanisms|shorthands|populations
             |profiles|services

  denshi list questions
  denshi list parameters name=beta.trust                           value, range, source, who reads it
  denshi list laws on=2013-04                                      what was in force in April 2013
  denshi list policies name=points
  denshi list parameters json=true

name=         only those whose name contains the text
on=           for policies and laws: only those in force in that month
json=true     a list of objects on standard output
Any change that 'denshi run' takes works here too: denshi list laws remove=[consolidation]""",
        "experiments.verbs.listing",
    ),
    "report": Verb(
        "writes one HTML file that opens offline",
        """denshi report last|FOLDER [name=value ...]

Writes the report of an answer or a run as one HTML file without outside requests.

  denshi report last
  denshi report out/a out=report.html

out=          file to write, .html            json=true     one JSON object on standard output""",
        "experiments.verbs.report",
    ),
}

CATALOGUE = {"questions": 28, "whole": 28, "part": 0}
"""Questions and how many of them can be asked; counted by a test, so that help need not read them."""

WELCOME = """Denshi simulates digital government in Japan, one citizen per resident. Three ways in:

  denshi list questions                {questions} questions: {whole} can be asked today
  denshi ask smartphone_first_2010     an answer with its interval, and a report to mail
  denshi run population=jp_10k         one scenario; 'denshi compare A B' sets two against each other

denshi --help says more.""".format(**CATALOGUE)

HELP = """denshi VERB [name=value ...] [--config-dir FOLDER]

{verbs}

Look around, ask, change one thing, compare:
  denshi list questions
  denshi ask smartphone_first_2010 fast=true
  denshi list parameters name=beta
  denshi run population=jp_10k beta.trust=0.8 out=out/trusting
  denshi compare jp_history smartphone_first_2010.smartphone population=jp_10k replicates=4

Names may be shortened while they are unambiguous: beta.trust is assumptions.beta.trust.
services.*.complexity means all eight families; remove=[consolidation] or remove=[POL-24] leaves an entry out.
--config-dir FOLDER adds your own scenario/, policies/, ... to those that are shipped.
json=true prints one JSON object on standard output; progress goes to standard error.
Exit code 0 done, 1 computed but not kept or a check failed, 2 the request was wrong and nothing ran,
130 stopped with Ctrl-C; nothing unfinished is kept.

denshi VERB --help says more about a verb.""".format(
    verbs="\n".join(f"  {name:10}{verb.summary}" for name, verb in VERBS.items())
)
