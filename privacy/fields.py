from django.db import models

from privacy import ciphers


class EncryptedField(models.TextField):
    """Text that PostgreSQL, its dumps and its backups never see in clear.

    ``mask`` names the function of ``privacy.masks`` by which pages show it.
    """

    def __init__(self, *args, mask="hidden", **kwargs):
        self.mask = mask
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "mask": self.mask}

    @property
    def context(self):
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return ciphers.encrypt(value, context=self.context) if value else value

    def from_db_value(self, value, expression, connection):
        return ciphers.decrypt(value, context=self.context) if value else value

    def get_lookup(self, name):
        if name not in ("isnull", "blank"):
            raise TypeError(f"{self.name} is encrypted: search its blind index instead")
        return super().get_lookup(name)


@EncryptedField.register_lookup
class Blank(models.Lookup):
    """``phone__blank=True``: nothing was entered. All else is hidden from the database."""

    lookup_name = "blank"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, values = self.process_lhs(compiler, connection)
        return f"{left} {'=' if self.rhs else '<>'} ''", values


class BlindIndexField(models.CharField):
    """Keyed hash of the encrypted field ``of``, kept by ``pre_save``; equality search only.

    Hashes of two columns differ, so that nobody can join their tables by them. Where tables must be
    joined, ``like`` names the column (``app.model.field``) as which this one is hashed.
    """

    def __init__(self, *args, of="", like="", **kwargs):
        self.of, self.like = of, like
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        like = {"like": self.like} if self.like else {}
        return name, path, args, {**kwargs, "of": self.of, **like}

    def _context(self):
        return self.like or f"{self.model._meta.label_lower}.{self.of}"

    def of_value(self, text):
        return ciphers.blind(text, context=self._context()) if text else ""

    def pre_save(self, instance, add):
        value = self.of_value(getattr(instance, self.of))
        setattr(instance, self.attname, value)
        return value
