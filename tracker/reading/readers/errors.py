"""The one error of the readers."""


class UnreadableDocument(Exception):
    """The file cannot be taken in. Its text is one Chinese sentence that says what is wrong and what to do."""


TOO_BIG = "文件太大或结构异常，读取时超出了内存上限：请拆成几个小文件，或另存后重新上传。"
