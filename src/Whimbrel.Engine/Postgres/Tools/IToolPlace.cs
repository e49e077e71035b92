namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>Where PostgreSQL's programs are: a folder of this machine, or a container.</summary>
internal interface IToolPlace
{
    /// <summary>Whether programs there can open this machine's files.</summary>
    bool SeesFiles { get; }

    /// <summary>A program, for people.</summary>
    string Say(string program);

    /// <param name="server">To which it connects, with its password; null for a program that does not.</param>
    /// <param name="variables">Beside those of the server.</param>
    /// <exception cref="OperatorException">When it cannot be started.</exception>
    Task<IProgram> StartAsync(string program, IReadOnlyList<string> arguments, ServerAddress? server, IReadOnlyDictionary<string, string> variables, bool hasInput, CancellationToken ct);
}
