extension StudyFile {
    /// A study as a person reads it, every field commented; it can be run as it stands.
    package static let exampleText = """
        # A study for quench cohort: each patient or recording, with each of the settings and each of the
        # models, is a task. See docs/cohort.md.
        #   quench cohort plan STUDY.yaml --output STUDY/
        #   quench cohort run STUDY/
        #   quench cohort collect STUDY/ --output RESULT/

        # What the study is called; the folder of one study takes no other.
        name: example
        # What is measured. simulate: virtual patients in the closed loop, each beside its untreated twin:
        # seizure time left, therapies, charge. evaluate: detections on annotated recordings: seizures
        # found, false alarms an hour, delay.
        measure: simulate
        # Of all that is drawn, 0 to 1000000000.
        seed: 1
        # Only for simulate: length of each history, a multiple of 5 from 5 to 10080, and how many histories
        # each patient has, 1 to 1000, by seeds of their own.
        minutes: 10
        histories: 1

        # Only for simulate: groups of virtual patients. They have 8 contacts at 512 Hz, as those of quench
        # simulate by default.
        patients:
          # Of a patient's name, such as drawn-3; a group's patients stay as they are when more are added.
          - name: drawn
            # Where they are treated, for tables by centre; none: nowhere.
            centre: none
            # How many, 1 to 1000000.
            count: 6
            # A patient file that they begin from (quench patient), relative to this file; none: the default
            # patient.
            file: none
            # Fields of a patient file that all of the group have instead.
            fields:
              epileptor: {r: 0.00012}
            # Fields that are drawn anew for each patient.
            spread:
              # The field's name in a patient file; one in a group is named with its group.
              - field: seizuresPerHour
                # uniform, logUniform (evenly in the logarithm) or normal, which is drawn again until it
                # lies between low and high.
                distribution: logUniform
                low: 20
                high: 40
              - field: stimulation.kickPerFieldImpulse
                distribution: normal
                # Only for normal; in the middle and a quarter of the range, where they are not given.
                mean: 0.06
                deviation: 0.02
                low: 0.03
                high: 0.1

        # Only for evaluate: recordings by centre. Subject and session are those of their BIDS names.
        recordings: []
        #  - centre: one
        #    # A recording, a pattern such as one/*.edf, or the root of a BIDS data set, whose sub- folders
        #    # are searched; relative to this file.
        #    path: one

        # The settings that are compared. Differences are to the first of these, paired by patient and
        # history, or by recording.
        settings:
          - name: standard
            # A settings file (quench settings), relative to this file; none: the default settings.
            file: none
            # Fields of a settings file that this one has instead.
            fields: {}
          - name: strong
            file: none
            fields:
              stimulation:
                therapies:
                  - bursts:
                      - amplitudeMilliamperes: 8

        # The detectors that are compared: a model's file (quench train); none: the patterns of the settings.
        models:
          - name: patterns
            file: none

        """
}
