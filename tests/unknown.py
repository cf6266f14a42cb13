#!/usr/bin/env python3
"""Prints structured trials as the pages of sites that nobody knows, with the truth beside them.

    tests/unknown.py TRIALS.jsonl.gz OUT [--half dev|held|both] [--limit N] [--by form|site] [--noise 0..1]

TRIALS holds studies as the ClinicalTrials.gov API v2 gives them, one a line. Writes OUT/pages/<site>/<id>.txt and
OUT/truth.jsonl in the form that the evaluation kit's score.py reads. A site is made from its seed: the form of its
pages, its words for the labels, its order, what it prints of a trial and how it writes each value, and what stands
around the trial. The truth of a page is what the page says, not what is known of the trial.

The sites of the held-out half have seeds of their own and use label words that no site of the other half has; look at
them for a final figure only.
"""

import argparse
import gzip
import json
import pathlib
import random
import re
import sys
import zlib

MONTHS = "January February March April May June July August September October November December".split()
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

# Words for a label: those that any site may use, then those that only held-out sites use.
LABELS = {
    "registry_id": (["NCT Number", "NCT ID", "Trial ID", "Registration Number", "ClinicalTrials.gov Identifier", "Identifier",
                     "Trial Registration Number", "Study ID", "Registry ID"],
                    ["NCT No.", "Registry Number", "Trial Identifier", "ClinicalTrials.gov ID", "Primary Registry and Trial Identifying Number"]),
    "brief_title": (["Title", "Brief Title", "Public Title", "Study Title", "Short Title", "Trial Title", "Study Name"],
                    ["Trial Name", "Lay Title", "Title of the Study", "Title of Trial"]),
    "official_title": (["Official Title", "Scientific Title", "Full Title", "Official Study Title"],
                       ["Official Trial Title", "Full Scientific Title", "Protocol Title", "Official Scientific Title"]),
    "acronym": (["Acronym", "Study Acronym", "Trial Acronym"], ["Acronym of the Study", "Scientific Acronym"]),
    "overall_status": (["Status", "Recruitment Status", "Overall Status", "Study Status", "Recruiting Status", "Trial Status"],
                       ["Recruitment State", "Current Status", "Enrollment Status", "Status of Recruitment"]),
    "why_stopped": (["Why Stopped", "Reason Stopped", "Why Study Stopped"], ["Reason for Termination", "Reason Study Stopped"]),
    "study_type": (["Study Type", "Type of Study", "Trial Type"], ["Type of Trial", "Kind of Study"]),
    "phases": (["Phase", "Study Phase", "Phases", "Trial Phase", "Clinical Phase"], ["Phase of Trial", "Development Phase", "Phase of the Study"]),
    "design.allocation": (["Allocation", "Study Allocation"], ["Allocation Method", "Method of Allocation"]),
    "design.intervention_model": (["Intervention Model", "Interventional Model", "Assignment"], ["Intervention Assignment", "Design Model"]),
    "design.observational_model": (["Observational Model", "Observational Study Model"], ["Model of Observation"]),
    "design.time_perspective": (["Time Perspective", "Timing"], ["Perspective"]),
    "design.primary_purpose": (["Primary Purpose", "Purpose"], ["Main Purpose", "Study Purpose"]),
    "design.masking": (["Masking", "Blinding", "Masking/Blinding"], ["Blinding/Masking", "Study Blinding", "Type of Masking"]),
    "enrollment": (["Enrollment", "Enrolment", "Target Enrollment", "Target Sample Size", "Number of Participants", "Sample Size", "Total Enrollment",
                    "Participants"],
                   ["Number Enrolled", "Target Number of Participants", "Planned Sample Size", "Number of Subjects", "Total Participants"]),
    "start_date": (["Start Date", "Study Start Date", "Study Start", "Date of First Enrolment", "Trial Start Date"],
                   ["Date Started", "Date of First Enrollment", "Start of Study", "Study Commencement Date"]),
    "primary_completion_date": (["Primary Completion Date", "Primary Completion"], ["Date of Primary Completion", "Primary End Date"]),
    "completion_date": (["Completion Date", "Study Completion Date", "Study Completion", "End Date", "Trial End Date"],
                        ["Date of Completion", "Study End Date", "Overall Trial End Date", "Final Completion Date"]),
    "first_posted_date": (["First Posted", "First Posted Date", "Date First Posted"], ["Study First Posted"]),
    "last_update_posted_date": (["Last Updated", "Last Update Posted", "Last Update Posted Date"], ["Date of Last Update", "Updated"]),
    "lead_sponsor": (["Sponsor", "Lead Sponsor", "Primary Sponsor", "Sponsored by", "Study Sponsor"],
                     ["Main Sponsor", "Sponsor Name", "Sponsoring Organisation", "Sponsor Organization"]),
    "collaborators": (["Collaborators", "Collaborator", "Collaborating Institutions"], ["Study Collaborators", "Sponsor Collaborators"]),
    "brief_summary": (["Brief Summary", "Summary", "Study Summary", "Study Overview", "Brief Description"],
                      ["Lay Summary", "Plain English Summary", "About this study", "Trial Summary"]),
    "detailed_description": (["Detailed Description", "Description", "Full Description", "Study Details"],
                             ["Detailed Study Description", "Study Description", "In detail"]),
    "conditions": (["Conditions", "Condition", "Health Conditions", "Condition or Disease", "Medical Condition", "Disease", "Conditions Studied"],
                   ["Health Condition(s) or Problem(s) Studied", "Diseases", "Indication", "Disease or Condition", "Target Condition"]),
    "keywords": (["Keywords", "Key Words", "Study Keywords"], ["Search Terms", "Keyword(s)"]),
    "interventions": (["Interventions", "Intervention", "Treatments", "Intervention/Treatment", "Intervention(s)", "Study Treatments"],
                      ["Treatment", "Study Interventions", "Interventions Studied", "Products"]),
    "arm_groups": (["Arms", "Study Arms", "Arm Groups", "Arms and Interventions", "Treatment Arms"], ["Groups", "Study Groups", "Intervention Arms", "Arms / Groups"]),
    "primary_outcomes": (["Primary Outcomes", "Primary Outcome", "Primary Outcome Measures", "Primary Outcome(s)", "Primary Endpoint"],
                         ["Primary End Points", "Main Outcome Measures", "Primary Outcome Measure(s)", "Primary Endpoints"]),
    "secondary_outcomes": (["Secondary Outcomes", "Secondary Outcome", "Secondary Outcome Measures", "Secondary Outcome(s)", "Secondary Endpoints"],
                           ["Key Secondary Outcomes", "Secondary End Points", "Secondary Outcome Measure(s)"]),
    "other_outcomes": (["Other Outcomes", "Other Outcome Measures"], ["Other Pre-specified Outcomes"]),
    "criteria": (["Eligibility Criteria", "Criteria", "Inclusion and Exclusion Criteria", "Eligibility"],
                 ["Inclusion/Exclusion Criteria", "Participation Criteria", "Key Inclusion & Exclusion Criteria", "Who can take part"]),
    "inclusion": (["Inclusion Criteria", "Key Inclusion Criteria", "Inclusion"], ["Main Inclusion Criteria", "Participant Inclusion Criteria"]),
    "exclusion": (["Exclusion Criteria", "Key Exclusion Criteria", "Exclusion"], ["Main Exclusion Criteria", "Participant Exclusion Criteria"]),
    "sex": (["Sex", "Gender", "Sexes Eligible for Study", "Participant Gender", "Eligible Sex", "Genders"], ["Eligible Genders", "Sex of Participants", "Gender Eligibility"]),
    "ages": (["Age", "Ages", "Age Range", "Ages Eligible for Study", "Eligible Ages"], ["Age Limits", "Participant Age", "Age Eligibility", "Age Group of Participants"]),
    "minimum_age": (["Minimum Age", "Age Minimum", "Min Age", "Lower Age Limit"], ["Minimum Age of Participants", "Youngest Age", "Minimum Age Eligible"]),
    "maximum_age": (["Maximum Age", "Age Maximum", "Max Age", "Upper Age Limit"], ["Maximum Age of Participants", "Oldest Age", "Maximum Age Eligible"]),
    "healthy_volunteers": (["Healthy Volunteers", "Accepts Healthy Volunteers", "Accepts Healthy Volunteers?"],
                           ["Healthy Volunteers Accepted", "Healthy Participants", "Healthy Volunteers Allowed"]),
    "locations": (["Locations", "Study Locations", "Sites", "Trial Sites", "Location"], ["Study Sites", "Recruiting Locations", "Trial Locations", "Facilities"]),
    "design": (["Study Design", "Design"], ["Trial Design", "Study Design Details"]),
}

STATUS = {
    "RECRUITING": ["Recruiting", "Open to recruitment", "Currently recruiting", "Enrolling"],
    "COMPLETED": ["Completed", "Completed", "Study completed", "Completed"],
    "NOT_YET_RECRUITING": ["Not yet recruiting", "Planned", "Not yet open to recruitment", "Pending"],
    "UNKNOWN": ["Unknown status", "Unknown", "Unknown", "Unknown status"],
    "ACTIVE_NOT_RECRUITING": ["Active, not recruiting", "No longer recruiting", "Active - not recruiting", "Closed to recruitment"],
    "TERMINATED": ["Terminated", "Stopped early", "Terminated early", "Terminated"],
    "WITHDRAWN": ["Withdrawn", "Withdrawn", "Withdrawn before enrollment", "Withdrawn"],
    "SUSPENDED": ["Suspended", "Temporarily halted", "Recruitment suspended", "Suspended"],
    "ENROLLING_BY_INVITATION": ["Enrolling by invitation", "By invitation only", "Enrolling by invitation", "Enrolling by invitation"],
}
DATES = {"start_date": "startDateStruct", "primary_completion_date": "primaryCompletionDateStruct", "completion_date": "completionDateStruct",
         "first_posted_date": "studyFirstPostDateStruct", "last_update_posted_date": "lastUpdatePostDateStruct"}
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
TYPES = {
    "INTERVENTIONAL": ["Interventional", "Interventional study", "Interventional (Clinical Trial)", "Interventional trial"],
    "OBSERVATIONAL": ["Observational", "Observational study", "Observational", "Non-interventional"],
    "EXPANDED_ACCESS": ["Expanded Access", "Expanded access", "Expanded Access", "Expanded Access Program"],
}
ALLOCATION = {"RANDOMIZED": ["Randomized", "Randomised", "Randomized controlled", "Randomised controlled trial"],
              "NON_RANDOMIZED": ["Non-Randomized", "Non-randomised", "Non-randomized controlled", "Not randomised"], "NA": ["N/A", "Not applicable", "N/A", "N/A"]}
MODEL = {"SINGLE_GROUP": ["Single Group Assignment", "Single group", "Single Group", "Single arm"],
         "PARALLEL": ["Parallel Assignment", "Parallel", "Parallel group", "Parallel groups"],
         "CROSSOVER": ["Crossover Assignment", "Cross-over", "Crossover", "Cross-over"],
         "FACTORIAL": ["Factorial Assignment", "Factorial", "Factorial", "Factorial design"],
         "SEQUENTIAL": ["Sequential Assignment", "Sequential", "Sequential", "Sequential"]}
MASKING = {"NONE": ["None (Open Label)", "Open label", "Open-label", "Open"], "SINGLE": ["Single", "Single Blind", "Single-blind", "Single blinded"],
           "DOUBLE": ["Double", "Double Blind", "Double-blind", "Double blinded"], "TRIPLE": ["Triple", "Triple Blind", "Triple-blind", "Triple blinded"],
           "QUADRUPLE": ["Quadruple", "Quadruple Blind", "Quadruple-blind", "Quadruple blinded"]}
WHO = {"PARTICIPANT": "Participant", "CARE_PROVIDER": "Care Provider", "INVESTIGATOR": "Investigator", "OUTCOMES_ASSESSOR": "Outcomes Assessor"}
SEX = {"ALL": ["All", "Both", "Male and Female", "All sexes", "Both males and females"], "FEMALE": ["Female", "Female", "Females", "Women", "Female only"],
       "MALE": ["Male", "Male", "Males", "Men", "Male only"]}
VOLUNTEERS = {True: ["Yes", "Accepts Healthy Volunteers", "Accepted", "True"], False: ["No", "No", "Not accepted", "False"]}
NONE = [None, None, "N/A", "-", "Not provided", "Not available", "None provided", ""]
MENUS = [
    ["Skip to main content", "Home", "Find a trial", "For sponsors", "Sign in"],
    ["We use cookies to improve your visit. Accept all", "Manage settings", "", "Home > Trials > {id}"],
    ["Home | Search | About us | Contact", ""],
    ["TrialDesk", "Menu", "Log in", "", "Overview", "Eligibility", "Locations", "Contacts"],
    ["« Back to search results", "Print this page", "Share: Mail Post Copy link", ""],
    ["Study record {id}", "Search for studies", "Conditions", "Sponsors", "Locations", "Help", ""],
    [],
]
FEET = [
    ["", "© 2024 TrialDesk. All rights reserved.", "Privacy policy | Terms of use"],
    ["", "Related trials", "NCT99000001 - Recruiting - A walk a day", "NCT99000002 - Completed - Two walks a day"],
    ["", "Was this page helpful? Yes No", "Last refreshed nightly. Data come from public registries."],
    ["", "Similar studies", "", "Status: Recruiting", "Phase: Phase 9", "Title: Another study of something else", "", "Load more"],
    ["", "Subscribe to our newsletter", "Follow us"],
    [],
]
# Fields that the record has no place for: (label, value).
OTHERS = [
    ("Contact", "Study desk, Tel. 555-0134"), ("Principal Investigator", "Ada Merrow, MD, Lakeside Clinic"), ("Country", "Portugal"),
    ("Last Verified", "2023-07"), ("Registry", "ClinicalTrials.gov"), ("Age Group", "Adult, Older Adult"), ("Ethics Review", "Approved by the board of Lakeside"),
    ("Funding Source", "Lakeside Fund"), ("IPD Sharing", "Undecided"), ("Responsible Party", "Sponsor"), ("Study Arms", "2"), ("Results", "No results posted"),
    ("Therapeutic Area", "Various"), ("Data Source", "Public registry export"), ("Popularity", "4"), ("References", "Merrow A. Walks. 2019."),
]


def plain(text):
    return None if text is None else ESCAPE.sub(r"\1", text)


def flat(text):
    return " ".join((text or "").split())


def words(enum):
    return " ".join(part.capitalize() for part in enum.split("_"))


def age(text):
    found = re.match(r"(\d+) (Year|Month|Week|Day|Hour|Minute)s?$", text or "")
    return {"value": int(found[1]), "unit": found[2].upper() + "S"} if found else {"value": None, "unit": None}


HEADING = re.compile(r"\s*\**\s*(?:key |main |major )?(inclusion|exclusion)(?: criteria)?\s*\**\s*:?\s*\**\s*$", re.I)
ITEM = re.compile(r"(\s*)(?:[*\-]|\d{1,2}[.)])\s+(.*\S)")


def lists(markup):
    """Criteria as {side: [(level, text)]} where the registry's text is two plain lists."""
    sides, side = {"inclusion": [], "exclusion": []}, None
    for line in filter(str.strip, (markup or "").split("\n")):
        head, item = HEADING.match(line), ITEM.match(line)
        if head:
            side = head[1].lower()
        elif side and item:
            sides[side].append((len(item[1]) // 2, flat(item[2])))
        else:
            return None
    return sides if sides["inclusion"] and sides["exclusion"] else None


def empty():
    """A record that says nothing."""
    date = lambda: {"date": None, "type": None}
    record = dict.fromkeys(("registry_id", "brief_title", "official_title", "acronym", "overall_status", "why_stopped", "study_type", "brief_summary", "detailed_description"))
    record |= {name: [] for name in ("phases", "collaborators", "conditions", "keywords", "arm_groups", "interventions", "primary_outcomes", "secondary_outcomes",
                                     "other_outcomes", "locations")}
    record |= {name: date() for name in ("start_date", "primary_completion_date", "completion_date", "first_posted_date", "last_update_posted_date")}
    design = dict.fromkeys(("allocation", "intervention_model", "observational_model", "time_perspective", "primary_purpose", "masking")) | {"who_masked": []}
    eligibility = {"criteria": None, "inclusion": [], "exclusion": [], "sex": None, "minimum_age": age(None), "maximum_age": age(None), "healthy_volunteers": None}
    return record | {"design": design, "enrollment": {"count": None, "type": None}, "lead_sponsor": {"name": None, "class": None}, "eligibility": eligibility}


class Site:
    """How one invented site prints trials."""

    def __init__(self, form, seed, held):
        self.form, self.name = form, f"{form}-{'held' if held else 'dev'}{seed}"
        self.rng = rng = random.Random(f"{self.name}/site")
        pick = lambda field: rng.choice(LABELS[field][0] + (LABELS[field][1] * 3 if held else []))
        self.labels = {field: pick(field) for field in LABELS}
        if rng.random() < 0.15:
            self.labels = {field: label.upper() for field, label in self.labels.items()}
        elif rng.random() < 0.2:
            self.labels = {field: label[0] + label[1:].lower().replace("nct", "NCT") for field, label in self.labels.items()}
        always = {"registry_id", "overall_status", "conditions", "brief_summary"}
        self.shown = {field for field in LABELS if field in always or rng.random() < 0.72}
        self.shown -= {"criteria"} if rng.random() < 0.5 else {"inclusion", "exclusion"}
        self.shown |= {"inclusion", "exclusion"} if "criteria" not in self.shown else set()
        self.shown -= {"ages"} if rng.random() < 0.5 else {"minimum_age", "maximum_age"}
        self.shown -= {"design"} if rng.random() < 0.75 else {field for field in LABELS if field.startswith("design.")}
        self.shown -= {"arm_groups"} if rng.random() < 0.4 else set()
        self.title = "label" if rng.random() < 0.6 else rng.choice(["line", "hash"])
        self.style = {name: rng.randrange(60) for name in ("status", "phase", "type", "design", "enrollment", "date", "sex", "age", "volunteers", "list", "interventions",
                                                           "outcomes", "arms", "bullet", "locations", "case", "who", "sponsor")}
        self.none = rng.choice(NONE)
        self.escaped = rng.random() < 0.3
        self.typed = rng.choice(["behind", "label", "none", "none"])
        self.others = rng.sample(OTHERS, rng.randrange(2, 6))
        self.menu, self.foot = rng.choice(MENUS), rng.choice(FEET)
        self.order = self.arranged(rng)
        self.gap, self.mark = rng.random() < 0.5, rng.choice(["#", "##", "###"])
        # What stands between the lines of a cell that a table has on one line.
        self.within = rng.choice(["; ", "; ", "<br>", " <br> "])

    def arranged(self, rng):
        """The order of the fields: what names the trial, then facts and texts in some order."""
        groups = [["overall_status", "why_stopped", "study_type", "phases", "enrollment"], ["lead_sponsor", "collaborators"], ["conditions", "keywords", "interventions"],
                  ["start_date", "primary_completion_date", "completion_date", "first_posted_date", "last_update_posted_date"],
                  ["design"] + [field for field in LABELS if field.startswith("design.")], ["sex", "minimum_age", "maximum_age", "ages", "healthy_volunteers"]]
        texts = [["brief_summary", "detailed_description"], ["arm_groups"], ["primary_outcomes", "secondary_outcomes", "other_outcomes"],
                 ["criteria", "inclusion", "exclusion"], ["locations"]]
        rng.shuffle(groups)
        rng.shuffle(texts)
        if self.form not in ("mixed", "headed") and rng.random() < 0.5:
            groups += texts
            rng.shuffle(groups)
            texts = []
        groups = [["other:" + label] if isinstance(label, str) else label for label in groups]
        for label, _ in self.others:
            groups.insert(rng.randrange(len(groups) + 1), ["other:" + label])
        return ["registry_id", "brief_title", "official_title", "acronym"] + [field for group in groups + texts for field in group]

    @property
    def row(self):
        """Whether a cell of the site is one line."""
        return self.form in ("pipe", "bars")

    def joint(self, items):
        return "<br>" if any(";" in item for item in items) else self.within

    def text(self, text):
        return flat(text if self.escaped else plain(text))

    def of(self, name, table, enum):
        """The site's words for an enum."""
        style = self.style[name]
        if style % 7 == 0 and table is not MASKING and table is not ALLOCATION:
            return enum
        found = table[enum]
        word = found[style % len(found)]
        return {0: word.upper(), 1: word.lower()}.get(self.style["case"] % 9, word)


class Page:
    """One trial on a site: the cells (label, lines of the value, kind) and what they say."""

    def __init__(self, site, study):
        self.site, self.ps = site, study["protocolSection"]
        self.record, self.says, self.cells = empty(), [], []
        self.id = self.ps["identificationModule"]["nctId"]
        self.rng = random.Random(zlib.crc32(f"{site.name}/{self.id}".encode()))
        # Dates of numbers alone tell the order of day and month where one of them has a day above the twelfth.
        dates = [self.module("status").get(key, {}).get("date", "") for field, key in DATES.items() if field in site.shown]
        self.ordered = any(len(date) == 10 and int(date[8:]) > 12 for date in dates)
        for field in site.order:
            if field.startswith("other:"):
                label = field.removeprefix("other:")
                self.cells.append((label, [dict(OTHERS)[label]], "short"))
            elif field in site.shown:
                getattr(self, field.split(".")[0] if field.startswith("design") else field)(field)

    def module(self, name):
        return self.ps.get(name + "Module", {})

    def put(self, field, lines, kind="short", label=None, says=None):
        """Adds a cell; without lines as the site prints a field it has no value for."""
        self.says += [field] if says is None else says
        lines = [line for line in lines if line]
        if not lines and self.site.none is None:
            return
        if not lines and self.site.form in ("fused",):
            return
        self.cells.append((label or self.site.labels[field], lines or [self.site.none], kind if lines else "short"))

    def set(self, field, value):
        *path, last = field.split(".")
        into = self.record
        for key in path:
            into = into[key]
        into[last] = value

    def scalar(self, field, value, shown, says=None):
        """A field of one value: what the record says, what the page shows."""
        if value is not None and shown:
            self.set(says or field, value)
        self.put(field, [shown] if value is not None else [], says=[says or field])

    # Names.

    def registry_id(self, field):
        self.scalar(field, self.id, self.id)

    def brief_title(self, field):
        title = self.module("identification").get("briefTitle")
        if self.site.title == "label":
            self.scalar(field, plain(title), self.site.text(title))
        else:
            self.says.append(field)
            self.set(field, plain(title))

    def official_title(self, field):
        title = self.module("identification").get("officialTitle")
        self.scalar(field, plain(title), self.site.text(title), says=field)

    def acronym(self, field):
        acronym = self.module("identification").get("acronym")
        self.scalar(field, acronym, acronym)

    # Words of closed lists.

    def overall_status(self, field):
        status = self.module("status").get("overallStatus")
        known = status if status in STATUS else None
        self.scalar(field, known, known and self.site.of("status", STATUS, known))

    def why_stopped(self, field):
        why = self.module("status").get("whyStopped")
        if why:
            self.scalar(field, plain(why), self.site.text(why))

    def study_type(self, field):
        kind = self.module("design").get("studyType")
        self.scalar(field, kind, kind and self.site.of("type", TYPES, kind))

    def phases(self, field):
        phases = self.module("design").get("phases", [])
        self.set(field, phases)
        if phases == ["NA"]:
            return self.put(field, [["Not Applicable", "N/A", "NA"][self.site.style["phase"] % 3]])
        if phases == ["EARLY_PHASE1"]:
            return self.put(field, [["Early Phase 1", "EARLY_PHASE1", "Phase 0"][self.site.style["phase"] % 3]])
        numbers = [phase[-1] for phase in phases]
        roman = [ROMAN[number] for number in numbers]
        shapes = ["/".join(f"Phase {n}" for n in numbers), "Phase " + "/".join(numbers), "Phase " + "/".join(roman), "/".join(roman), ", ".join(phases),
                  " / ".join(f"Phase {n}" for n in numbers), ", ".join(f"Phase {n}" for n in numbers), " | ".join(phases), "/".join(f"Phase {n}" for n in roman),
                  "/".join(phases), "Phase " + "-".join(numbers), "; ".join(f"Phase {n}" for n in numbers)]
        shape = shapes[self.site.style["phase"] % len(shapes)]
        if self.site.row:
            shape = shape.replace(" | ", ", ")
        self.put(field, [shape] if phases else [])

    def design_values(self):
        info = self.module("design").get("designInfo", {})
        style, masking = self.site.style, info.get("maskingInfo", {})
        who = masking.get("whoMasked", []) if masking.get("masking") != "NONE" and style["who"] % 2 else []
        named = masking.get("masking") and self.site.of("design", MASKING, masking["masking"])
        bare = lambda enum: enum if style["design"] % 7 == 0 else words(enum)
        return {
            "design.allocation": (info.get("allocation"), self.site.of("design", ALLOCATION, info["allocation"]) if info.get("allocation") else None),
            "design.intervention_model": (info.get("interventionModel"), self.site.of("design", MODEL, info["interventionModel"]) if info.get("interventionModel") else None),
            "design.observational_model": (info.get("observationalModel"), info.get("observationalModel") and bare(info["observationalModel"])),
            "design.time_perspective": (info.get("timePerspective"), info.get("timePerspective") and bare(info["timePerspective"])),
            "design.primary_purpose": (info.get("primaryPurpose"), info.get("primaryPurpose") and bare(info["primaryPurpose"])),
            "design.masking": (masking.get("masking"), named and named + (f" ({', '.join(WHO[each] for each in who)})" if who else "")),
        }, who

    def design(self, field):
        values, who = self.design_values()
        if field != "design":
            value, shown = values[field]
            if value is not None:
                self.scalar(field, value, shown)
            if field == "design.masking":
                self.says.append("design.who_masked")
                self.set("design.who_masked", who if value is not None else [])
            return
        names = ["Allocation", "Intervention Model", "Observational Model", "Time Perspective", "Primary Purpose", "Masking"]
        parts = []
        for name, (each, (value, shown)) in zip(names, values.items()):
            if value is not None:
                self.set(each, value)
                parts.append(f"{name}: {shown}")
        self.set("design.who_masked", who)
        self.put(field, [["; ", ", ", " | ", ". "][self.site.style["design"] % (2 if self.site.row else 4)].join(parts)],
                 says=[*values, "design.who_masked"])

    # Numbers and dates.

    def enrollment(self, field):
        info = self.module("design").get("enrollmentInfo", {})
        count, kind, label = info.get("count"), info.get("type"), self.site.labels[field]
        style = self.site.style["enrollment"]
        shapes = [str(count), f"{count} participants", f"n={count}", f"{count or 0:,}", f"{count or 0:,} participants", f"{count} patients", f"N = {count}", str(count)]
        shown = shapes[style % len(shapes)]
        says = ["enrollment.count", "enrollment.type"]
        if count is None:
            return self.put(field, [], says=says)
        self.set("enrollment.count", count)
        if kind and self.site.typed != "none":
            self.set("enrollment.type", kind)
            label, shown = self.with_type(label, shown, kind)
        self.put(field, [shown], label=label, says=says)

    def with_type(self, label, shown, kind):
        word = {"ACTUAL": "Actual", "ESTIMATED": ["Estimated", "Anticipated"][self.site.style["enrollment"] % 2]}[kind]
        if self.site.typed == "behind":
            return label, f"{shown} ({word})"
        return (f"{label} ({word})", shown) if self.site.style["date"] % 2 else (f"{word} {label}", shown)

    def date(self, field, struct):
        date, kind, label = (struct or {}).get("date"), (struct or {}).get("type"), self.site.labels[field]
        if not date:
            return self.put(field, [])
        year, month, day = (date.split("-") + [None, None])[:3]
        name = MONTHS[int(month) - 1] if month else ""
        brief = name[:3]
        if day:
            certain = self.ordered
            shapes = [date, f"{int(day)} {name} {year}", f"{name} {int(day)}, {year}", f"{brief} {int(day)}, {year}", f"{day} {brief} {year}",
                      f"{day}/{month}/{year}" if certain else f"{day} {brief} {year}", f"{year}/{month}/{day}", f"{day}.{month}.{year}", f"{day}-{brief}-{year}",
                      f"{month}/{day}/{year}" if certain else f"{brief} {day}, {year}", f"{name} {year}", f"{date}T00:00:00"]
        else:
            shapes = [date, f"{name} {year}", f"{name} {year}", f"{brief} {year}", f"{brief} {year}", f"{month}/{year}", f"{year}/{month}", f"{month}.{year}", f"{brief}-{year}",
                      f"{brief} {year}", f"{name} {year}", date]
        style = self.site.style["date"] % len(shapes)
        shown = shapes[style] if month else date
        self.record[field] = {"date": f"{year}-{month}" if style == 10 and day else date, "type": None}
        if kind and self.site.typed != "none" and field not in ("first_posted_date", "last_update_posted_date"):
            self.record[field]["type"] = kind
            label, shown = self.with_type(label, shown, kind)
        self.put(field, [shown], label=label)

    def start_date(self, field):
        self.date(field, self.module("status").get(DATES[field]))

    primary_completion_date = completion_date = first_posted_date = last_update_posted_date = start_date

    # Organizations and texts.

    def lead_sponsor(self, field):
        sponsor = self.module("sponsorCollaborators").get("leadSponsor", {})
        self.scalar(field, sponsor.get("name"), sponsor.get("name"), says="lead_sponsor.name")

    def collaborators(self, field):
        names = [each["name"] for each in self.module("sponsorCollaborators").get("collaborators", [])]
        self.set(field, [{"name": name, "class": None} for name in names])
        self.put(field, self.joined(names, "; "), "list")

    def joined(self, items, mark=None):
        """A list as the site prints it: one a line, bullets, or on one line where its mark stands in no item."""
        marks = {0: "; ", 1: "; ", 2: ", ", 3: ", ", 4: ", "}
        mark = marks.get(self.site.style["list"] % 8) and (mark or marks[self.site.style["list"] % 8])
        bullet = "- " if self.site.style["list"] % 8 == 7 and self.site.form not in ("dash", "fused") else ""
        if self.site.row:
            return [self.site.joint(items).join(items)] if items else []
        for each in (mark, "; "):
            if mark and not any(each.strip() in item for item in items):
                return [each.join(items)] if items else []
        return [bullet + item for item in items]

    def brief_summary(self, field):
        text = self.module("description").get("briefSummary")
        self.set(field, plain(text))
        self.put(field, self.paragraphs(text), "text")

    def detailed_description(self, field):
        text = self.module("description").get("detailedDescription")
        self.set(field, plain(text))
        if text:
            self.put(field, self.paragraphs(text), "text")

    def paragraphs(self, text):
        if self.site.style["bullet"] % 3:
            return [self.site.text(text)]
        return [self.site.text(part) for part in (text or "").split("\n\n") if part.strip()]

    # Lists.

    def conditions(self, field):
        conditions = [flat(each) for each in self.module("conditions").get("conditions", [])]
        self.set(field, conditions)
        self.put(field, self.joined(conditions), "list")

    def keywords(self, field):
        keywords = [flat(each) for each in self.module("conditions").get("keywords", [])]
        if keywords and not any("," in each or ";" in each for each in keywords):
            self.set(field, keywords)
            self.put(field, self.joined(keywords), "list")

    def interventions(self, field):
        rows = self.module("armsInterventions").get("interventions", [])
        style = self.site.style["interventions"] % 5
        typed, names = style != 3, [self.site.text(each["name"]) for each in rows]
        self.set(field, [{"type": each["type"] if typed else None, "name": plain(each["name"]), "description": None, "other_names": []} for each in rows])
        kinds = [words(each["type"]) for each in rows]
        shown = [f"{name} ({kind})" if style == 2 else f"{kind.upper() if style == 4 else kind}: {name}" for kind, name in zip(kinds, names)] if typed else names
        self.put(field, self.joined(shown, "; "), "list")

    def arm_groups(self, field):
        rows = self.module("armsInterventions").get("armGroups", [])
        style, lines, arms = self.site.style["arms"] % 4, [], []
        for row in rows:
            label, kind, text = self.site.text(row["label"]), row.get("type"), self.site.text(row.get("description"))
            typed = kind and style != 2
            head = f"{words(kind)}: {label}" if typed and style != 1 else f"{label} ({words(kind)})" if typed else label
            described = text if style != 3 and not self.site.row and self.site.form not in ("dash", "fused") else ""
            arms.append({"label": plain(row["label"]), "type": kind if typed else None, "description": described and plain(row.get("description")) or None,
                         "intervention_names": []})
            lines += [head] + ([described] if described else [])
        # Heads and descriptions that nothing sets apart cannot be told from each other.
        if any(arm["description"] for arm in arms) and any(not arm["type"] for arm in arms):
            return
        self.set(field, arms)
        if rows:
            self.put(field, [self.site.joint(lines).join(lines)] if self.site.row else lines, "list")

    def outcomes(self, field, key):
        rows = self.module("outcomes").get(key, [])
        if not rows:
            return
        style, lines, outcomes = self.site.style["outcomes"] % 8, [], []
        inline = self.site.row or self.site.form in ("dash", "fused")
        style = 0 if inline and style in (2, 5) else style
        for n, row in enumerate(rows, 1):
            measure, time, text = (self.site.text(row.get(each)) for each in ("measure", "timeFrame", "description"))
            timed = time and style != 4
            described = text if style in (2, 5) or style == 6 and not inline else ""
            lead = {1: f"{n}. ", 3: f"{n}) "}.get(style, "- " if style == 0 and not inline else "")
            tail = {0: f" [Time Frame: {time}]", 1: f" (Time frame: {time})", 3: f" [Time Frame: {time}]", 6: f" [ Time Frame: {time} ]", 7: f"; Time frame: {time}"}.get(style, "")
            lines.append(lead + measure + (tail if timed else ""))
            if style in (2, 5):
                lines += [f"Time frame: {time}"] if time else []
                lines += [f"Description: {described}"] if described else []
            elif described:
                lines.append(described)
            outcomes.append({"measure": plain(row.get("measure")), "time_frame": plain(row.get("timeFrame")) if timed else None,
                             "description": plain(row.get("description")) if described else None})
        self.set(field, outcomes)
        if self.site.row:
            lines = [self.site.joint(lines).join(lines)]
        self.put(field, lines, "list")

    def primary_outcomes(self, field):
        self.outcomes(field, "primaryOutcomes")

    def secondary_outcomes(self, field):
        self.outcomes(field, "secondaryOutcomes")

    def other_outcomes(self, field):
        self.outcomes(field, "otherOutcomes")

    # Who may take part.

    def side(self, side):
        """The lines of one list of criteria."""
        found, style = lists(self.module("eligibility").get("eligibilityCriteria")), self.site.style["bullet"] % 5
        if self.site.form in ("dash", "fused") and style == 3:
            style = 0
        if self.site.row and style == 0:
            style = 4
        lines = []
        for n, (level, text) in enumerate(found[side], 1):
            mark = [f"{'  ' * level}- ", f"{'  ' * level}• ", f"{n}. ", "", f"{'  ' * level}* "][style]
            lines.append(mark + (text if self.site.escaped else flat(plain(text))))
        self.record["eligibility"][side] = [{"text": plain(text), "level": level} for level, text in found[side]]
        return lines

    def criteria(self, field):
        if not lists(self.module("eligibility").get("eligibilityCriteria")):
            return
        inner = ["Inclusion Criteria:", "Exclusion Criteria:"] if self.site.style["bullet"] % 2 else ["Inclusion criteria", "Exclusion criteria"]
        if self.site.row:
            inner = ["Inclusion Criteria:", "Exclusion Criteria:"]
        lines = [inner[0], *self.side("inclusion"), inner[1], *self.side("exclusion")]
        self.put(field, self.celled(lines), "criteria", says=["eligibility.inclusion", "eligibility.exclusion"])

    def inclusion(self, field):
        if lists(self.module("eligibility").get("eligibilityCriteria")):
            self.put(field, self.celled(self.side(field)), "criteria", says=["eligibility." + field])

    def celled(self, lines):
        """Criteria in one cell of a table: between breaks, or one behind the other."""
        return [(self.site.within if "<" in self.site.within else " ").join(part.strip() for part in lines)] if self.site.row else lines

    exclusion = inclusion

    def sex(self, field):
        sex = self.module("eligibility").get("sex")
        self.scalar(field, sex, sex and self.site.of("sex", SEX, sex), says="eligibility.sex")

    def bound(self, field):
        value = age(self.module("eligibility").get({"minimum_age": "minimumAge", "maximum_age": "maximumAge"}[field]))
        style, says = self.site.style["age"] % 6, "eligibility." + field
        self.says.append(says)
        if value["value"] is None:
            shown = ["No limit", "N/A", "None", "No limit", "-", "No maximum age" if field == "maximum_age" else "No minimum age"][style]
            if self.site.none is not None:
                self.cells.append((self.site.labels[field], [shown], "short"))
            return
        self.set(says, value)
        unit = value["unit"].capitalize()
        single = unit[:-1] if value["value"] == 1 else unit
        shapes = [f"{value['value']} {single}", f"{value['value']} {unit.lower()}", f"{value['value']} {single} old", f"{value['value']} {unit}", f"{value['value']} {single}(s)".replace("s(s)", "(s)"),
                  f"{value['value']}{unit[0]}" if value["unit"] in ("YEARS", "MONTHS") else f"{value['value']} {unit}"]
        self.put(field, [shapes[style]], says=[])

    minimum_age = maximum_age = bound

    def ages(self, field):
        low, high = (age(self.module("eligibility").get(key)) for key in ("minimumAge", "maximumAge"))
        style = self.site.style["age"] % 8
        self.says += ["eligibility.minimum_age", "eligibility.maximum_age"]
        self.set("eligibility.minimum_age", low)
        self.set("eligibility.maximum_age", high)
        unit = lambda value: value["unit"].capitalize() if style % 2 else value["unit"].lower()
        one = lambda value: f"{value['value']} {unit(value)}"
        both = low["value"] is not None and high["value"] is not None
        if both and low["unit"] == high["unit"]:
            a, b = low["value"], high["value"]
            shown = [f"{one(low)} to {one(high)}", f"{a}-{b} {unit(low)}", f"{a} to {b} {unit(low)}", f"{one(low)} - {one(high)}", f"Between {a} and {b} {unit(low)}",
                     f"From {one(low)} to {one(high)}", f"{a} – {b} {unit(low)}", f"{one(low)} through {one(high)}"][style]
        elif both:
            shown = f"{one(low)} to {one(high)}"
        elif low["value"] is not None:
            shown = [f"{one(low)} and older", f"≥{one(low)}", f"{one(low)} and above", f"{one(low)} and older", f"{low['value']}+ {unit(low)}", f"{one(low)} or older", f"{one(low)} and over",
                     f"≥ {one(low)}"][style]
        elif high["value"] is not None:
            shown = [f"up to {one(high)}", f"≤{one(high)}", f"Up to {one(high)}", f"up to {one(high)}", f"≤ {one(high)}", f"Up to {one(high)}", f"{one(high)} and younger", f"≤ {one(high)}"][style]
        else:
            shown = ["All ages", "No limit", "N/A", "No age limit"][style % 4]
        self.put(field, [shown], says=[])

    def healthy_volunteers(self, field):
        answer = self.module("eligibility").get("healthyVolunteers")
        self.scalar(field, answer, VOLUNTEERS[answer][self.site.style["volunteers"] % 4] if answer is not None else None, says="eligibility.healthy_volunteers")

    def locations(self, field):
        sites = [each for each in self.module("contactsLocations").get("locations", []) if each.get("facility")][:12]
        style, lines, rows = self.site.style["locations"] % 3, [], []
        if self.site.row or any(not each.get("city") or not each.get("country") for each in sites):
            style = 0
        for each in sites:
            parts = [each[key] for key in ("facility", "city", "state", "country") if each.get(key)]
            clear = style and not any("," in part for part in parts)
            lines.append(", ".join(parts) if clear else each["facility"])
            rows.append({"facility": each["facility"]} | {key: each.get(key) if clear else None for key in ("city", "state", "country")} | {"status": None})
        self.set(field, rows)
        if rows:
            self.put(field, [self.site.joint(lines).join(lines)] if self.site.row else lines, "list")


# ---------------------------------------------------------------- forms

def marked(site, label):
    """A label with its colon; one that ends in a question mark needs none."""
    return label if label.endswith("?") else label + ":"


def colon(site, cells):
    for label, lines, kind in cells:
        if len(lines) == 1:
            yield f"{marked(site, label)} {lines[0]}".rstrip()
        else:
            yield marked(site, label)
            yield from lines
        if site.gap and kind != "short":
            yield ""


def line(site, cells):
    tail = ":" if site.style["case"] % 4 == 0 else ""
    for label, lines, kind in cells:
        yield label.rstrip("?") + tail
        if site.gap:
            yield ""
        yield from lines
        if site.gap or site.style["list"] % 2:
            yield ""


def pipe(site, cells):
    bar = lambda *row: "| " + " | ".join(row) + " |"
    rule = site.style["case"] % 3
    if rule == 0:
        yield from (bar("Field", "Value"), "|---|---|")
    for n, (label, lines, _) in enumerate(cells):
        yield bar(label + (":" if site.gap else ""), " ".join(part.strip() for part in lines))
        if n == 0 and rule == 1:
            yield "|---|---|"


def bars(site, cells):
    for label, lines, _ in cells:
        yield f"{label} | " + " ".join(part.strip() for part in lines)


def dash(site, cells):
    for label, lines, kind in cells:
        yield f"- {label}"
        yield from lines if kind in ("text", "criteria") else [f"- {part}" for part in lines]


def item(site, cells):
    for label, lines, _ in cells:
        if len(lines) == 1:
            yield f"- {marked(site, label)} {lines[0]}".rstrip()
        else:
            yield f"- {marked(site, label)}"
            yield from ("  " + part for part in lines)


def bold(site, cells):
    for label, lines, kind in cells:
        head = f"**{marked(site, label)}**" if site.gap else f"**{label}**:"
        if len(lines) == 1:
            yield f"{head} {lines[0]}".rstrip()
        else:
            yield head
            yield from lines
        yield ""


def fused(site, cells):
    for label, lines, kind in cells:
        if kind == "criteria" or not re.match(r"[A-Z0-9]", lines[0]):
            yield label
            yield from lines
        else:
            yield label + lines[0]
            yield from lines[1:]


def headed(site, cells):
    for label, lines, _ in cells:
        yield f"{site.mark} {label}"
        if site.gap:
            yield ""
        yield from lines
        yield ""


def mixed(site, cells):
    short = [cell for cell in cells if cell[2] == "short"]
    yield from [pipe, colon, bold][site.style["case"] % 3](site, short)
    yield ""
    yield from (headed if site.gap else line)(site, [cell for cell in cells if cell[2] != "short"])


FORMS = {"colon": colon, "line": line, "pipe": pipe, "bars": bars, "dash": dash, "item": item, "bold": bold, "fused": fused, "headed": headed, "mixed": mixed}
# How many sites each half has of a form.
SITES = {"colon": 6, "line": 6, "pipe": 5, "bars": 2, "dash": 2, "item": 2, "bold": 2, "fused": 3, "headed": 4, "mixed": 4}


def noise(text, rng):
    choice = rng.random()
    if choice < 0.3:
        return text.replace("\n", "\r\n")
    if choice < 0.5:
        return text.replace(": ", ":\u00a0").replace("  ", " \u00a0")
    if choice < 0.75:
        return "\n".join(each + " " * rng.randrange(3) for each in text.split("\n"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")


def printed(site, study, level):
    """A page and the page's truth."""
    page = Page(site, study)
    title = site.text(page.module("identification").get("briefTitle"))
    head = {"label": [], "line": [title, ""], "hash": [f"# {title}", ""]}[site.title if "brief_title" in site.shown else "label"]
    lines = [each.format(id=page.id) for each in site.menu] + head + list(FORMS[site.form](site, page.cells)) + site.foot
    text = "\n".join(lines)
    if page.rng.random() < level:
        text = noise(text, page.rng)
    return text, page


def studies(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as source:
        for line in source:
            study = json.loads(line)
            given = study["protocolSection"].get("armsInterventionsModule", {}).get("interventions", [])
            if all(each.get("type") and each.get("name") for each in given):
                yield study


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("trials")
    ask.add_argument("out", type=pathlib.Path)
    ask.add_argument("--half", choices=["dev", "held", "both"], default="both")
    ask.add_argument("--limit", type=int, default=40, help="pages of each site")
    ask.add_argument("--by", choices=["form", "site"], default="form", help="what the truth calls a layout")
    ask.add_argument("--noise", type=float, default=0.15)
    args = ask.parse_args()
    halves = [half for half in ("dev", "held") if args.half in (half, "both")]
    sites = [Site(form, seed, half == "held") for half in halves for form, count in SITES.items() for seed in range(1, count + 1)]
    trials = list(studies(args.trials))
    args.out.mkdir(parents=True, exist_ok=True)
    with open(args.out / "truth.jsonl", "w", encoding="utf-8") as truth:
        for at, site in enumerate(sites):
            folder = args.out / "pages" / site.name
            folder.mkdir(parents=True, exist_ok=True)
            for n in range(args.limit):
                study = trials[(at * 37 + n) % len(trials)]
                text, page = printed(site, study, args.noise)
                (folder / f"{page.id}.txt").write_text(text, encoding="utf-8", newline="")
                row = {"path": f"pages/{site.name}/{page.id}.txt", "layout": site.form if args.by == "form" else site.name, "trial": page.id,
                       "says": sorted(set(page.says)), "truth": page.record}
                truth.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(sites) * args.limit} pages of {len(sites)} sites in {args.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
