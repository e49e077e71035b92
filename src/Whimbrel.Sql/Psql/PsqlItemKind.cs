namespace Whimbrel.Sql.Psql;

/// <summary>What <see cref="PsqlReader.Read"/> came upon.</summary>
public enum PsqlItemKind
{
    /// <summary>Text that psql sends to the server as one query.</summary>
    Statement,

    /// <summary>The rows of the COPY … FROM STDIN before: one item for each COPY of the statement.</summary>
    CopyRows,

    /// <summary><c>\echo</c>, <c>\qecho</c> or <c>\warn</c>.</summary>
    Echo,

    /// <summary><c>\connect</c>; what follows is meant for another database or role.</summary>
    Connect,

    /// <summary><c>\i</c> or <c>\ir</c>: the items that follow are the included file's.</summary>
    Include,

    /// <summary>An included file has been read to its end.</summary>
    IncludeEnd,

    /// <summary>A command that changes nothing but psql's display.</summary>
    Skipped,

    /// <summary>A command that is not supported; what follows is read as if it had been carried out.</summary>
    Refused,
}
