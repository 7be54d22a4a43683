from forms.models.pages import FormPage, FormsIndexPage
from forms.models.submissions import Processing, Submission
from forms.models.versions import FormVersion

__all__ = ["FormPage", "FormVersion", "FormsIndexPage", "Processing", "Submission"]
