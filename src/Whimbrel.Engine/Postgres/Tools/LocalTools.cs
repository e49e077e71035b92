namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>Programs in a folder of this machine.</summary>
internal sealed class LocalTools(string folder) : IToolPlace
{
    public bool SeesFiles => true;

    public string Folder => folder;

    public string Say(string program) => Path.Combine(folder, program);

    public Task<IProgram> StartAsync(string program, IReadOnlyList<string> arguments, ServerAddress? server, IReadOnlyDictionary<string, string> variables, bool hasInput, CancellationToken ct)
    {
        if (!File.Exists(Say(program)))
        {
            throw new OperatorException($"there is no {Say(program)}; nothing was changed", "install the whole client package of the server's major.");
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8" };
        foreach (var (name, value) in (server is null ? [] : LibpqVariables.Of(server, server.Host)).Concat(variables))
        {
            environment[name] = value;
        }

        var passfile = server is null ? null : Passfile(server);
        if (passfile is not null)
        {
            (environment["PGPASSFILE"], environment["PGPASSWORD"]) = (passfile.Path, null);
        }

        return Task.FromResult<IProgram>(ChildProcess.Start([Say(program), .. arguments], environment, hasInput, passfile));
    }

    /// <summary>A passfile in memory with the password that we were given; null where libpq finds its own.</summary>
    private static MemoryFile? Passfile(ServerAddress address) => address.ReadPassword() is { } password
        ? new MemoryFile("pgpass", "*:*:*:*:" + password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal) + "\n")
        : null;
}
