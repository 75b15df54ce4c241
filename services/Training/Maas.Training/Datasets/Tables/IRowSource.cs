namespace Maas.Training.Datasets.Tables;

/// <summary>Gives the rows of a file that fit, and keeps record of the others. Used by one thread at a time.</summary>
internal interface IRowSource
{
    /// <summary>Adds the next rows to a block until it is full or the file ends; adds none at the end.</summary>
    /// <param name="block">Empty.</param>
    /// <param name="cancellationToken">Looked at before every row, those that do not fit too.</param>
    /// <exception cref="Errors.MaasException"><c>DATA_UNREADABLE</c>: nothing can be read from here on.</exception>
    void Fill(RowBlock block, CancellationToken cancellationToken);
}
