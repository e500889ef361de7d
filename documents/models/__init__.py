from documents.models.attachments import Attachment, Content
from documents.models.numbers import DocumentNumber, NumberSeries
from documents.models.papers import OfficeTemplate, Paper

__all__ = ["Attachment", "Content", "DocumentNumber", "NumberSeries", "OfficeTemplate", "Paper"]
