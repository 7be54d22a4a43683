"""The way of a chapter to its readers: written by an editor, approved by who answers for the methods."""

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from methods.models import HandbookPage

# Wagtail puts the names into its own sentences: "Lämna in till …", "Skicka igen till …".
NAME = "granskning av handboken"
TASK = "metodansvarig"
APPROVERS = "Metodansvarig"


def load_workflow(handbook: HandbookPage) -> None:
    """Make the workflow once; whatever the office makes of it afterwards is the office's."""
    if Workflow.objects.filter(name=NAME).exists() or WorkflowPage.objects.filter(page=handbook.pk).exists():
        return
    task = GroupApprovalTask.objects.create(name=TASK)
    task.groups.set(Group.objects.filter(name=APPROVERS))
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=handbook)
