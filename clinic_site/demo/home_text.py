"""The words of the demo's home page."""

HOME = {
    "title": "Home",
    "slug": "home",
    "seo_title": "Help for low back and hip pain",
    "search_description": (
        "Answer a few questions about your low back or hip pain and learn what to do next: "
        "get medical care, book a visit, or read the article that fits you."
    ),
    "headline": "Your back or hip hurts. Find out what to do next.",
    "lead": (
        "For adults with low back or hip pain that keeps coming back, even when the scans "
        "showed nothing. Answer a few questions, and we tell you the next step and why."
    ),
    "action_label": "Find out what to do",
    "action_note": "About 5 minutes. We ask for your name only when you book a visit.",
    "body": [
        {
            "type": "audience",
            "value": {
                "heading": "Is this for you?",
                "points": [
                    "You have pain in your low back, your buttock or around your hip.",
                    "You had an X-ray or an MRI, and it did not explain the pain.",
                    "You did exercises, and they helped little or made it worse.",
                    "Your pain moves from one place to another, and you wonder why.",
                ],
                "limit": (
                    "These pages are written for adults. After a crash or a hard fall, "
                    "see a doctor first."
                ),
            },
        },
        {
            "type": "steps",
            "value": {
                "heading": "How it works",
                "steps": [
                    {
                        "title": "Answer questions",
                        "text": (
                            "Safety questions come first. Then you show where it hurts and say "
                            "what makes it better or worse."
                        ),
                    },
                    {
                        "title": "See your next step",
                        "text": (
                            "You learn what to do, how soon, and which of your answers led us "
                            "to say so."
                        ),
                    },
                    {
                        "title": "Act on it",
                        "text": (
                            "Get medical care, book a visit with us, or start with the article "
                            "and exercises for answers like yours."
                        ),
                    },
                ],
            },
        },
        {
            "type": "causes",
            "value": {
                "heading": "Causes that scans often miss",
                "intro": (
                    "Muscles and joints can hurt without a trace on a scan. "
                    "Read how each of these often feels and what you can try."
                ),
            },
        },
        {
            "type": "person",
            "value": {
                "heading": "The person behind these pages",
                "name": "",
                "role": (
                    "Neuromuscular Therapist & Pain Relief Researcher, "
                    "Founder of Lower Back Pain Answers"
                ),
                "text": (
                    "<p>I work with people whose back or hip pain has lasted for months and whose "
                    "scans came back clean. I look at how muscles share the load when one of them "
                    "is too tight, and at what that does to the joints around it.</p>"
                    "<p>I do not replace your doctor. When your answers point to something a "
                    "doctor should see, these pages say so first.</p>"
                ),
            },
        },
    ],
}
